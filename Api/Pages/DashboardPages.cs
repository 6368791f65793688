using PromptGrid.Api.Feed;
using PromptGrid.Api.Http;
using PromptGrid.Domain.Follows;
using PromptGrid.Ledger;
using PromptGrid.Web.Cards;
using PromptGrid.Web.Dashboard;

namespace PromptGrid.Api.Pages;

/// <summary>What is one's own: prompts, likes, saves, forks of one's prompts, and the feed of what one follows.</summary>
public static class DashboardPages
{
    private const int TagsShown = 30;

    public static void MapDashboardPages(this IEndpointRouteBuilder routes)
    {
        routes.MapPage("/dashboard", (HttpContext context, DashboardReads reads) => ShowAsync(context, reads, "mine")).RequireViewer();
        routes.MapPage("/dashboard/{tab}", (string tab, HttpContext context, DashboardReads reads) => ShowAsync(context, reads, tab)).RequireViewer();
        routes.MapPage("/following", FollowingAsync).RequireViewer();
    }

    private static async Task<IResult> ShowAsync(HttpContext context, DashboardReads reads, string tab)
    {
        if (!(await reads.FindAsync(context, tab)).TryGet(out var model, out var failure)) return await PageResult.ErrorAsync(context, failure);
        return await PageResult.RenderAsync<DashboardPage>(context, new { Model = model });
    }

    private static async Task<IResult> FollowingAsync(HttpContext context, FeedReads feed, ILedgerReader reader)
    {
        if (!(await feed.PageAsync(context)).TryGet(out var page, out var failure)) return await PageResult.ErrorAsync(context, failure);
        var tags = await reader.ListEdgesFromAsync(FollowEdges.Tag, context.CallerId()!, null, TagsShown, context.RequestAborted);
        return await PageResult.RenderAsync<FollowingPage>(context, new
        {
            Cards = (IReadOnlyList<CardModel>)[.. page.Items.Select(CardModels.Of)],
            Tags = (IReadOnlyList<string>)[.. tags.Select(t => FollowEdges.TagOf(t.Target))],
            page.NextCursor,
        });
    }
}
