using System.Text.Json.Serialization;
using PromptGrid.Api.Users;

namespace PromptGrid.Api.Notifications;

/// <summary>A page of an inbox.</summary>
/// <param name="Unread">How many entries of the whole inbox are unread.</param>
public sealed record NotificationsView(IReadOnlyList<NotificationView> Items, string? NextCursor, long Unread);

/// <summary>Something that others did.</summary>
/// <param name="Id">Says the place in the inbox: an entry that grows moves up and has another id then.</param>
/// <param name="Kind">forked, commented, followed or liked.</param>
/// <param name="Count">How many did it: likes are told as one entry per prompt and day.</param>
/// <param name="Actors">The latest few of them who are still here.</param>
/// <param name="Prompt">What it is about; null when there is none, or none that the reader may see any more.</param>
/// <param name="Fork">The new prompt, under the same condition.</param>
/// <param name="Comment">The new comment, as long as it and its prompt are there.</param>
public sealed record NotificationView(
    string Id, string Kind, DateTimeOffset At, bool Unread, long Count, IReadOnlyList<OwnerView> Actors, NotificationPromptView? Prompt, NotificationPromptView? Fork, NotificationCommentView? Comment);

public sealed record NotificationPromptView(string Id, string Slug, string Title, OwnerView Owner);

/// <param name="Excerpt">The first characters of the body.</param>
public sealed record NotificationCommentView(string Id, string? ParentId, string Excerpt);

/// <summary>Data of the events of <c>/v1/me/stream</c>.</summary>
/// <param name="Notification">Only in the event <c>notification</c>.</param>
public sealed record NotificationEventView(long Unread)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public NotificationView? Notification { get; init; }
}

/// <param name="UpTo">The id of an entry: it and all below it are read.</param>
public sealed record ReadRequest(string? UpTo);

public sealed record UnreadView(long Unread);

/// <summary>Of what one is told.</summary>
public sealed record NotificationSettingsView(bool Forked, bool Commented, bool Followed, bool Liked);

/// <summary>False mutes a kind; one that is not named stays as it is.</summary>
public sealed record NotificationSettingsRequest(bool? Forked, bool? Commented, bool? Followed, bool? Liked);
