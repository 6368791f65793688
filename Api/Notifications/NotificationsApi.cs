using System.Collections.Immutable;
using System.Globalization;
using PromptGrid.Api.Http;
using PromptGrid.Api.Json;
using PromptGrid.Domain.Notifications;
using PromptGrid.Grains.Interfaces;

namespace PromptGrid.Api.Notifications;

/// <summary>The inbox of the signed-in user.</summary>
public static class NotificationsApi
{
    public static void MapNotifications(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/me/notifications").WithTags("Notifications");
        group.MapGet("", ListAsync).RequireCaller().Produces<NotificationsView>().ProducesProblem(400)
            .WithSummary("What others did, newest first")
            .WithDescription("unread=true leaves out what was read. Likes are one entry per prompt and day, which grows and is told anew at 1, 2, 5, 10, 20, 50 … An inbox keeps its newest 1,000 entries.");
        group.MapPost("/read", ReadAsync).RequireCaller().Accepts<ReadRequest>("application/json").Produces<UnreadView>().ProducesProblem(400).ProducesProblem(409)
            .WithSummary("Mark an entry and all older ones as read");
        group.MapGet("/settings", SettingsAsync).RequireCaller().Produces<NotificationSettingsView>().WithSummary("Of what one is told");
        group.MapPatch("/settings", ChangeSettingsAsync).RequireCaller().Accepts<NotificationSettingsRequest>("application/json").Produces<NotificationSettingsView>().ProducesProblem(400)
            .WithSummary("Mute kinds of notifications, or have them told again");
    }

    private static async Task<IResult> ListAsync(HttpContext context, Inbox inbox, Paging paging)
    {
        var userId = context.CallerId()!;
        if (!Paging.Limit(context).TryGet(out var limit, out var failure)) return failure.ToResult();
        if (!QueryText.One(context, "unread", 10).TryGet(out var unreadText, out failure)) return failure.ToResult();
        if (unreadText is not (null or "true" or "false")) return Failure.Invalid("unread", "must be true or false").ToResult();
        var list = $"notifications/{userId}/{unreadText ?? "false"}";
        if (!paging.Cursor(context, list).TryGet(out var position, out failure)) return failure.ToResult();

        var readUpTo = (await inbox.ReadSettingsAsync(userId, context.RequestAborted)).ReadUpTo;
        long? before = position is null ? null : long.Parse(position, CultureInfo.InvariantCulture);
        var rows = await inbox.ListAsync(userId, before, unreadText == "true" ? readUpTo : 0, limit + 1, context.RequestAborted);
        var items = await inbox.ViewAsync(userId, [.. rows.Take(limit)], readUpTo, context.RequestAborted);
        var next = rows.Count > limit ? rows[limit - 1].Place.ToString(CultureInfo.InvariantCulture) : null;
        return Answers.Json(new NotificationsView(items, paging.Protect(list, next), await inbox.CountUnreadAsync(userId, readUpTo, context.RequestAborted)), ApiJson.Web.NotificationsView, noStore: true);
    }

    private static async Task<IResult> ReadAsync(HttpContext context, IGrainFactory grains, Inbox inbox)
    {
        if (!(await JsonBody.ReadAsync(context, ApiJson.Web.ReadRequest)).TryGet(out var body, out var failure)) return failure.ToResult();
        if (!Idempotency.Read(context, body.Hash).TryGet(out var operation, out failure)) return failure.ToResult();
        if (NotificationIds.Parse(body.Value.UpTo) is not { } upTo) return Failure.Invalid("upTo", "must be the id of a notification").ToResult();
        var userId = context.CallerId()!;
        // A place that no entry can have yet would mark what nobody has seen.
        if (await inbox.ListAsync(userId, null, 0, 1, context.RequestAborted) is not [var newest]) upTo = 0;
        else upTo = Math.Min(upTo, newest.Place);
        var readUpTo = Math.Max(upTo, (await inbox.ReadSettingsAsync(userId, context.RequestAborted)).ReadUpTo);
        var unread = await inbox.CountUnreadAsync(userId, readUpTo, context.RequestAborted);
        var read = await grains.User(userId).ReadNotificationsAsync(upTo, unread.ToString(CultureInfo.InvariantCulture), operation);
        if (!read.TryGet(out var reply, out failure)) return failure.ToResult();
        await grains.Inbox(userId).TouchAsync();
        Idempotency.MarkReplayed(context, reply.Replayed);
        return Answers.Json(new UnreadView(long.Parse(reply.Value, CultureInfo.InvariantCulture)), ApiJson.Web.UnreadView, noStore: true);
    }

    private static async Task<IResult> SettingsAsync(HttpContext context, Inbox inbox) => View(await inbox.ReadSettingsAsync(context.CallerId()!, context.RequestAborted));

    private static async Task<IResult> ChangeSettingsAsync(HttpContext context, IGrainFactory grains)
    {
        if (!(await JsonBody.ReadAsync(context, ApiJson.Web.NotificationSettingsRequest)).TryGet(out var body, out var failure)) return failure.ToResult();
        var told = new Dictionary<string, bool?>
        {
            [NotificationKinds.Forked] = body.Value.Forked,
            [NotificationKinds.Commented] = body.Value.Commented,
            [NotificationKinds.Followed] = body.Value.Followed,
            [NotificationKinds.Liked] = body.Value.Liked,
        };
        var muted = told.Where(t => t.Value is not null).ToImmutableDictionary(t => t.Key, t => !t.Value!.Value, StringComparer.Ordinal);
        return (await grains.User(context.CallerId()!).MuteNotificationsAsync(muted)).Match(View);
    }

    private static IResult View(NotificationSettingsDocument settings)
    {
        bool Told(string kind) => !settings.Muted.Contains(kind);
        return Answers.Json(
            new NotificationSettingsView(Told(NotificationKinds.Forked), Told(NotificationKinds.Commented), Told(NotificationKinds.Followed), Told(NotificationKinds.Liked)),
            ApiJson.Web.NotificationSettingsView,
            noStore: true);
    }
}
