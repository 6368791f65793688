using PromptGrid.Api.Http;
using PromptGrid.Api.Json;
using PromptGrid.Api.Prompts;

namespace PromptGrid.Api.Feed;

/// <summary>The home feed.</summary>
public static class FeedApi
{
    public static void MapFeed(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/feed", async (HttpContext context, FeedReads reads) => (await reads.PageAsync(context)).Match(page => Answers.Json(page, ApiJson.Web.ListViewPromptView, noStore: true))).WithTags("Follows").RequireCaller().Produces<ListView<PromptView>>().ProducesProblem(400)
            .WithSummary("Public prompts of the users and tags one follows, newest first")
            .WithDescription("Newest is what became public last. Paging on repeats nothing and leaves out nothing that was there when the feed was begun, whatever is published meanwhile.");
}
