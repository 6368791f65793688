using PromptGrid.Api.Http;
using PromptGrid.Api.Json;
using PromptGrid.Api.Notifications;
using PromptGrid.Grains.Interfaces;

namespace PromptGrid.Api.Live;

/// <summary>The signed-in user's notifications as they come.</summary>
public static class MyStreamApi
{
    /// <summary>Entries told after a snapshot, at most: who missed more looks into the inbox.</summary>
    private const int EntriesMax = 20;

    public static void MapMyStream(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/me/stream", StreamAsync).WithTags("Notifications").RequireCaller().Produces<NotificationEventView>(200, "text/event-stream")
            .WithSummary("One's notifications as server-sent events")
            .WithDescription("First snapshot with the unread count, and again whenever the count alone changes; then notification with the entry and the count. Heartbeat every 15 s; the stream of a session or key that has ended ends by the next.");

    private static async Task StreamAsync(HttpContext context, IGrainFactory grains, Inbox inbox, LiveFeeds feeds)
    {
        var userId = context.CallerId()!;

        // What to wait for is asked before the inbox is read, so that nothing falls in between.
        async Task<Watched> LoadAsync(long change)
        {
            var readUpTo = (await inbox.ReadSettingsAsync(userId, CancellationToken.None)).ReadUpTo;
            var rows = await inbox.ListAsync(userId, null, 0, EntriesMax, CancellationToken.None);
            return new Watched(
                change, rows.Count == 0 ? 0 : rows[0].Place, readUpTo, await inbox.CountUnreadAsync(userId, readUpTo, CancellationToken.None),
                await inbox.ViewAsync(userId, rows, readUpTo, CancellationToken.None), [.. rows.Select(r => r.Place)]);
        }

        var feed = feeds.Get(
            $"me/{userId}",
            async () => await LoadAsync(await grains.Inbox(userId).WaitAsync(0, TimeSpan.Zero)),
            async (current, _) => await LoadAsync(await grains.Inbox(userId).WaitAsync(current.Change, LiveFeeds.Patience)));
        await feeds.StreamAsync(context, feed, state => state.Revision, WriteSnapshotAsync, WriteChangeAsync, () => IsOpenAsync(grains, context.Caller()!));
    }

    /// <summary>A device that was signed out, and a key that was deleted, hear nothing more.</summary>
    private static async ValueTask<bool> IsOpenAsync(IGrainFactory grains, Caller caller) => caller.Key is { } key
        ? (await grains.User(caller.UserId).GetKeysAsync()).Any(k => k.Id == key.KeyId)
        : await grains.User(caller.UserId).IsSessionOpenAsync(caller.SessionId);

    private static ValueTask WriteSnapshotAsync(EventWriter events, Watched state) =>
        events.WriteAsync("snapshot", state.Revision, new NotificationEventView(state.Unread), ApiJson.Web.NotificationEventView);

    private static async ValueTask WriteChangeAsync(EventWriter events, Watched sent, Watched state)
    {
        var news = state.Entries.Where((_, i) => state.Places[i] > sent.Newest).Reverse().ToList();
        if (news.Count == 0) await WriteSnapshotAsync(events, state);
        foreach (var entry in news)
        {
            await events.WriteAsync("notification", state.Revision, new NotificationEventView(state.Unread) { Notification = entry }, ApiJson.Web.NotificationEventView);
        }
    }

    /// <param name="Change">What the inbox's bell said before it was read.</param>
    private sealed record Watched(long Change, long Newest, long ReadUpTo, long Unread, IReadOnlyList<NotificationView> Entries, IReadOnlyList<long> Places)
    {
        /// <summary>Another one whenever a stream has something to tell.</summary>
        public long Revision { get; } = unchecked((((Newest * 31) + ReadUpTo) * 31) + Unread) & long.MaxValue;
    }
}
