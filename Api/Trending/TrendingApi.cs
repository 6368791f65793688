using PromptGrid.Api.Http;
using PromptGrid.Api.Json;
using PromptGrid.Api.Live;
using PromptGrid.Api.Tags;
using PromptGrid.Domain.Trending;

namespace PromptGrid.Api.Trending;

/// <summary>Trending boards, once and as a stream.</summary>
public static class TrendingApi
{
    public static void MapTrending(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/trending").WithTags("Discovery");
        group.MapGet("", GetAsync).Produces<TrendingView>().ProducesProblem(400).WithSummary("A trending board");
        group.MapGet("/stream", StreamAsync).Produces<BoardDiffView>(200, "text/event-stream").ProducesProblem(400).WithSummary("A trending board as server-sent events");
    }

    private static async Task<IResult> GetAsync(HttpContext context, Boards boards, TagNames names)
    {
        if (!(await ReadKeyAsync(context, names)).TryGet(out var key, out var failure)) return failure.ToResult();
        if (!Paging.Limit(context, standard: 50).TryGet(out var limit, out failure)) return failure.ToResult();
        return Answers.Json(await boards.GetJsonAsync(key, limit));
    }

    private static async Task StreamAsync(HttpContext context, Boards boards, LiveFeeds feeds, TagNames names)
    {
        if (!(await ReadKeyAsync(context, names)).TryGet(out var key, out var failure))
        {
            await Problems.WriteAsync(context, failure);
            return;
        }

        await feeds.StreamAsync(
            context,
            boards.Watch(key),
            view => view.Revision,
            (events, view) => events.WriteAsync("snapshot", view.Revision, view, ApiJson.Web.TrendingView),
            (events, before, view) =>
            {
                var diff = Boards.Diff(before, view);
                return diff.Changed.Count + diff.Removed.Count == 0 ? ValueTask.CompletedTask : events.WriteAsync("board", view.Revision, diff, ApiJson.Web.BoardDiffView);
            });
    }

    /// <summary>The board that a request names; a tag's alias names the board of the tag.</summary>
    public static async ValueTask<Result<BoardKey>> ReadKeyAsync(HttpContext context, TagNames names)
    {
        if (!QueryText.One(context, "window", 10).TryGet(out var windowText, out var failure)) return failure;
        if (!QueryText.One(context, "scope", 100).TryGet(out var scopeText, out failure)) return failure;
        if (TrendingWindows.Parse(windowText ?? "day") is not { } window) return Failure.Invalid("window", "must be hour, day, week or month");
        if (TrendingScope.Parse(scopeText ?? "global") is not { } scope) return Failure.Invalid("scope", "must be global, type:<type>, category:<category> or tag:<tag>");
        return new BoardKey(window, scope.Kind == "tag" ? scope with { Value = (await names.GetAsync(context.RequestAborted)).Resolve(scope.Value) } : scope);
    }
}
