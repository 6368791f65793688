using PromptGrid.Api.Http;
using PromptGrid.Api.Json;
using PromptGrid.Api.Moderation;
using PromptGrid.Api.Prompts;
using PromptGrid.Api.Trending;
using PromptGrid.Domain.Prompts;
using PromptGrid.Grains.Interfaces;
using PromptGrid.Grains.Interfaces.Prompts;

namespace PromptGrid.Api.Live;

/// <summary>A prompt's counters as they move.</summary>
public static class PromptStreamApi
{
    public static void MapPromptStream(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/prompts/{id}/stream", StreamAsync).WithTags("Prompts").Produces<CountersView>(200, "text/event-stream").ProducesProblem(404)
            .WithSummary("A prompt's counters as server-sent events");

    private static async Task StreamAsync(string id, HttpContext context, IGrainFactory grains, PromptReads reads, LiveFeeds feeds)
    {
        if (await reads.CheckAsync(id, context.Viewer()) is { } failure)
        {
            await Problems.WriteAsync(context, failure);
            return;
        }

        // The feed belongs to what this reader may see: an owner watching a private prompt shares it with nobody.
        var isPublic = await reads.CheckAsync(id, new PromptViewer(null)) is null;
        var viewer = isPublic ? new PromptViewer(null) : context.Viewer();
        var feed = feeds.Get(
            isPublic ? $"prompt/{id}" : $"prompt/{id}/{viewer.UserId}",
            async () => Found(await grains.Prompt(id).GetAsync(viewer)),
            async (current, _) => Found(await grains.Prompt(id).WaitAsync(viewer, current.Snapshot!.Change, LiveFeeds.Patience)),
            isLast: state => state.Snapshot is null);
        await feeds.StreamAsync(
            context,
            feed,
            state => state.Snapshot?.Change ?? -1,
            (events, state) => WriteAsync(events, id, state),
            (events, _, state) => WriteAsync(events, id, state));
    }

    private static ValueTask WriteAsync(EventWriter events, string id, Watched state) => state.Snapshot is { } prompt
        ? events.WriteAsync("counters", prompt.Change, new CountersView(id, CountsView.Of(prompt.Counts), prompt.Prompt.Version.Number, prompt.Prompt.UpdatedAt), ApiJson.Web.CountersView)
        : events.WriteAsync("gone", -1, new CountersView(id, CountsView.Of(default(PromptCounts)), 0, default), ApiJson.Web.CountersView);

    private static Watched Found(Result<PromptSnapshot> result) => new(result.TryGet(out var snapshot, out _) ? snapshot : null);

    /// <param name="Snapshot">Null once the prompt is gone for this reader.</param>
    private sealed record Watched(PromptSnapshot? Snapshot);
}
