using PromptGrid.Api.Http;
using PromptGrid.Api.Prompts;

namespace PromptGrid.Api.Feed;

/// <summary>The home feed.</summary>
public static class FeedApi
{
    public static void MapFeed(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/feed", (HttpContext context, FeedReads reads) => reads.PageAsync(context)).WithTags("Follows").RequireCaller().Produces<ListView<PromptView>>().ProducesProblem(400)
            .WithSummary("Public prompts of the users and tags one follows, newest first")
            .WithDescription("Newest is what became public last. Paging on repeats nothing and leaves out nothing that was there when the feed was begun, whatever is published meanwhile.");
}
