using Microsoft.AspNetCore.Http.HttpResults;
using PromptGrid.Api.Http;
using PromptGrid.Api.Prompts;
using PromptGrid.Api.Trending;
using PromptGrid.Domain.Prompts;
using PromptGrid.Domain.Trending;
using PromptGrid.Search;
using PromptGrid.Web.Home;
using PromptGrid.Web.Layout;

namespace PromptGrid.Api.Pages;

/// <summary>The home page, on the same services as the public API.</summary>
public static class HomePageApi
{
    private const int Shown = 24;
    private const int ExcerptLength = 280;

    public static void MapPages(this IEndpointRouteBuilder routes)
    {
        routes.MapAssets();
        routes.MapGet("/", HomeAsync).ExcludeFromDescription();
    }

    private static async Task<IResult> HomeAsync(HttpContext context, Boards boards, ISearchIndex search, PromptCards cards)
    {
        // A page answers something for any address: an unknown window shows the day.
        var window = TrendingWindows.Parse(context.Request.Query["window"].ToString()) ?? TrendingWindow.Day;
        var board = await boards.GetAsync(new BoardKey(window, TrendingScope.Global));
        var model = new HomeModel(
            window.Name(),
            [.. board.Items.Take(Shown).Select(i => Card(i.Prompt, i.Rank))],
            [.. (await RecentAsync(search, cards, context.RequestAborted)).Select(p => Card(p, null))]);
        return new RazorComponentResult<HomePage>(new { Model = model });
    }

    private static async Task<IReadOnlyList<PromptView>> RecentAsync(ISearchIndex search, PromptCards cards, CancellationToken cancellationToken)
    {
        try
        {
            var page = await search.SearchAsync(new SearchQuery { Sort = SearchSort.Recent, Limit = 12, WithFacets = false, WithHighlights = false }, cancellationToken);
            // The index may be a moment behind an author who just hid something.
            return (await cards.LoadAsync([.. page.Hits.Select(h => h.Id)], readerId: null, cancellationToken)).FindAll(p => p.IsListed);
        }
        catch (SearchUnavailableException)
        {
            // The board does not need search: the page stands without the list of new prompts.
            return [];
        }
    }

    private static CardModel Card(PromptView prompt, int? rank)
    {
        var text = prompt.Description.Length > 0 ? prompt.Description : prompt.Content.Length > 0 ? prompt.Content : string.Join(' ', prompt.Messages.Select(m => m.Content));
        var cut = Math.Min(text.Length, ExcerptLength);
        if (cut < text.Length && char.IsHighSurrogate(text[cut - 1])) cut--;
        return new CardModel(
            rank, prompt.Id, prompt.Title, prompt.Owner.Handle, prompt.Owner.DisplayName, prompt.Type, text[..cut],
            [.. prompt.Tags.Take(6)], prompt.License, prompt.Counts.Likes, prompt.Counts.Saves, prompt.Counts.Forks);
    }
}
