using System.Collections.Immutable;
using System.Globalization;
using PromptGrid.Api.Http;
using PromptGrid.Api.Notifications;
using PromptGrid.Domain.Notifications;
using PromptGrid.Grains.Interfaces;
using PromptGrid.Web.Notifications;
using PromptGrid.Web.Prompts;

namespace PromptGrid.Api.Pages;

/// <summary>One's inbox: what others did, what of it is new, and of what one wants to be told.</summary>
public static class NotificationPages
{
    private const int Shown = 30;
    private const int CommentLength = 200;

    public static void MapNotificationPages(this IEndpointRouteBuilder routes)
    {
        routes.MapPage("/notifications", ListAsync).RequireViewer();
        routes.MapForm("/notifications/read", ReadAsync).RequireViewer();
        routes.MapForm("/notifications/settings", MuteAsync).RequireViewer();
    }

    private static async Task<IResult> ListAsync(HttpContext context, Inbox inbox, Paging paging)
    {
        var userId = context.CallerId()!;
        var list = $"pages/notifications/{userId}";
        if (!paging.Cursor(context, list).TryGet(out var position, out var failure)) return await PageResult.ErrorAsync(context, failure);
        var settings = await inbox.ReadSettingsAsync(userId, context.RequestAborted);
        var rows = await inbox.ListAsync(userId, position is null ? null : long.Parse(position, CultureInfo.InvariantCulture), 0, Shown + 1, context.RequestAborted);
        var items = await inbox.ViewAsync(userId, [.. rows.Take(Shown)], settings.ReadUpTo, context.RequestAborted);
        var next = rows.Count > Shown ? paging.Protect(list, rows[Shown - 1].Place.ToString(CultureInfo.InvariantCulture)) : null;
        var unread = await inbox.CountUnreadAsync(userId, settings.ReadUpTo, context.RequestAborted);
        var model = new NotificationsModel([.. items.Select(Model)], unread, next, [.. NotificationKinds.All.Select(k => (k, !settings.Muted.Contains(k)))]);
        return await PageResult.RenderAsync<NotificationsPage>(context, new { Model = model });
    }

    private static NotificationModel Model(NotificationView entry)
    {
        var shown = entry.Fork ?? entry.Prompt;
        var url = shown is null ? null : $"/@{shown.Owner.Handle}/{shown.Slug}{(entry.Comment is null ? "" : "#" + entry.Comment.Id)}";
        return new NotificationModel(entry.Id, entry.Kind, [.. entry.Actors.Select(a => (a.Handle, CardModels.Name(a)))], entry.Count, (entry.Prompt ?? shown)?.Title, url, entry.Comment is { } comment ? PlainText.Of(comment.Excerpt, CommentLength) : null, entry.Unread, entry.At);
    }

    private static async Task<IResult> ReadAsync(HttpContext context, IGrainFactory grains, Inbox inbox)
    {
        if (!(await SiteForm.ReadAsync(context)).TryGet(out var form, out var failure)) return await PageResult.ErrorAsync(context, failure);
        var userId = context.CallerId()!;
        // What came after the page was made was not seen: it stays unread.
        if (NotificationIds.Parse(form["upTo"]) is not { } upTo || await inbox.ListAsync(userId, null, 0, 1, context.RequestAborted) is not [var newest]) return PageResult.SeeOther("/notifications");
        var read = await grains.User(userId).ReadNotificationsAsync(Math.Min(upTo, newest.Place), "", operation: null);
        if (!read.TryGet(out _, out failure)) return await PageResult.ErrorAsync(context, failure);
        await grains.Inbox(userId).TouchAsync();
        return PageResult.SeeOther("/notifications");
    }

    private static async Task<IResult> MuteAsync(HttpContext context, IGrainFactory grains)
    {
        if (!(await SiteForm.ReadAsync(context)).TryGet(out var form, out var failure)) return await PageResult.ErrorAsync(context, failure);
        var told = form.All("told").ToHashSet(StringComparer.Ordinal);
        var muted = NotificationKinds.All.ToImmutableDictionary(k => k, k => !told.Contains(k), StringComparer.Ordinal);
        return (await grains.User(context.CallerId()!).MuteNotificationsAsync(muted)).TryGet(out _, out failure)
            ? PageResult.SeeOther("/notifications")
            : await PageResult.ErrorAsync(context, failure);
    }
}
