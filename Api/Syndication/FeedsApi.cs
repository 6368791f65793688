using PromptGrid.Api.Http;
using PromptGrid.Api.Prompts;
using PromptGrid.Api.Tags;
using PromptGrid.Api.Trending;
using PromptGrid.Api.Users;
using PromptGrid.Domain.Prompts;
using PromptGrid.Ledger;
using PromptGrid.Search;

namespace PromptGrid.Api.Syndication;

/// <summary>Feeds of trending boards, tags and users: RSS (<c>.xml</c>), Atom (<c>.atom</c>) and JSON Feed (<c>.json</c>). They
/// show listed prompts alone, to everybody alike.</summary>
public static class FeedsApi
{
    private const string Formats = "{format:regex(^(xml|atom|json)$)}";

    public static void MapFeeds(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/feeds").WithTags("Feeds");
        Map("/trending." + Formats, TrendingAsync, "A trending board as a feed; window and scope as in /v1/trending");
        Map("/tags/{tag}." + Formats, TagAsync, "The newest prompts with a tag as a feed");
        Map("/users/{handle}." + Formats, UserAsync, "A user's newest public prompts as a feed").ProducesProblem(404);

        RouteHandlerBuilder Map(string path, Delegate handler, string summary) => group.MapGet(path, handler)
            .Produces<string>(200, "application/rss+xml", "application/atom+xml", "application/feed+json").Produces(304).ProducesProblem(400).WithSummary(summary);
    }

    private static async Task<IResult> TrendingAsync(string format, HttpContext context, Boards boards, TagNames names)
    {
        if (!(await TrendingApi.ReadKeyAsync(context, names)).TryGet(out var key, out var failure)) return failure.ToResult();
        var board = await boards.GetAsync(key);
        var query = $"?window={board.Window}&scope={Uri.EscapeDataString(board.Scope)}";
        var about = board.Scope == "global" ? "Trending prompts" : $"Trending prompts, {board.Scope}";
        return Answer(context, format, $"{about}, this {board.Window}", "What people like, save, fork and use now.", "/explore", "/feeds/trending", query, board.Items.Select(i => i.Prompt));
    }

    private static async Task<IResult> TagAsync(string tag, string format, HttpContext context, ISearchIndex search, PromptCards cards, TagNames names)
    {
        if (TextRules.Check(tag, PromptLimits.TagLength, required: true, multiline: false) is { } problem) return Failure.Invalid("tag", problem).ToResult();
        var meant = (await names.GetAsync(context.RequestAborted)).Resolve(tag);
        var query = new SearchQuery { Tags = [meant], Sort = SearchSort.Recent, Limit = Feed.ItemsMax, WithFacets = false, WithHighlights = false };
        var page = await search.SearchAsync(query, context.RequestAborted);
        var prompts = await cards.LoadAsync([.. page.Hits.Select(h => h.Id)], new PromptViewer(null), context.RequestAborted);
        var path = Uri.EscapeDataString(meant);
        return Answer(context, format, $"Prompts tagged {meant}", $"The newest prompts with the tag {meant}.", $"/tags/{path}", $"/feeds/tags/{path}", "", prompts);
    }

    private static async Task<IResult> UserAsync(string handle, string format, HttpContext context, ILedgerReader reader, PromptCards cards, OwnerCards owners)
    {
        if (await UsersApi.ResolveAsync(reader, handle, context.RequestAborted) is not { } userId) return Failure.NotFound("user").ToResult();
        var name = (await owners.GetAsync(userId, context.RequestAborted)).DisplayName;
        var edges = await reader.ListEdgesFromAsync(PromptEdges.Publishes, userId, null, Feed.ItemsMax, context.RequestAborted);
        var prompts = await cards.LoadAsync([.. edges.Select(e => e.Target)], new PromptViewer(null), context.RequestAborted);
        return Answer(context, format, $"Prompts by {name}", $"The newest public prompts by {name}.", $"/@{handle}", $"/feeds/users/{handle}", "", prompts);
    }

    private static IResult Answer(HttpContext context, string format, string title, string description, string page, string path, string query, IEnumerable<PromptView> prompts)
    {
        var (contentType, write) = FeedWriter.Of(format)!.Value;
        var site = $"{context.Request.Scheme}://{context.Request.Host}";
        var items = prompts.Where(p => p.IsListed).Take(Feed.ItemsMax).Select(p => FeedItem.Of(p, site)).ToList();
        return new FeedAnswer(write(new Feed(FeedItem.Clean(title), FeedItem.Clean(description), site, site + page, path, query, items)), contentType);
    }

    private sealed class FeedAnswer(byte[] body, string contentType) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            var tag = ETags.Of(0, body);
            response.Headers.ETag = tag;
            response.Headers.CacheControl = "public, max-age=60";
            if (ETags.Matches(httpContext.Request.Headers.IfNoneMatch, tag))
            {
                response.StatusCode = StatusCodes.Status304NotModified;
                return;
            }

            response.ContentType = contentType;
            response.ContentLength = body.Length;
            await response.Body.WriteAsync(body, httpContext.RequestAborted);
        }
    }
}
