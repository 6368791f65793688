namespace PromptGrid.Web.Notifications;

/// <summary>One's inbox.</summary>
/// <param name="Told">Of what one is told: kind by kind.</param>
public sealed record NotificationsModel(IReadOnlyList<NotificationModel> Items, long Unread, string? NextCursor, IReadOnlyList<(string Kind, bool IsTold)> Told);

/// <summary>Something that others did.</summary>
/// <param name="Kind"><c>forked</c>, <c>commented</c>, <c>followed</c> or <c>liked</c>.</param>
/// <param name="Actors">Handles and names of the latest who did it.</param>
/// <param name="Count">How many did it.</param>
/// <param name="Url">Where it leads; null when there is nothing to see any more.</param>
public sealed record NotificationModel(string Id, string Kind, IReadOnlyList<(string Handle, string Name)> Actors, long Count, string? Title, string? Url, string? Excerpt, bool IsUnread, DateTimeOffset At);
