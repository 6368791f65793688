using PromptGrid.Domain.Common;

namespace PromptGrid.Domain.Notifications;

/// <summary>The id of an entry of an inbox says its place: an entry that grows moves up and has another id then.</summary>
public static class NotificationIds
{
    /// <summary>Writes a place (microseconds since the Unix epoch, unique in an inbox).</summary>
    public static string Format(long place) => EntityIds.Format(EntityIds.Notification, (UInt128)(ulong)place << 64);

    /// <summary>The place that an id says; null for what is no such id.</summary>
    public static long? Parse(string? id) =>
        EntityIds.Parse(id, EntityIds.Notification) is { } value && (ulong)value == 0 && (value >> 64) <= long.MaxValue ? (long)(value >> 64) : null;
}
