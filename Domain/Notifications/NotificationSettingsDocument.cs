using System.Collections.Immutable;

namespace PromptGrid.Domain.Notifications;

/// <summary>What a user decided about notifications. Document id: <c>{userId}/notifications</c>.</summary>
/// <param name="Muted">Kinds of which nothing is told, sorted.</param>
/// <param name="ReadUpTo">The place of the newest entry that was marked read; all before it are read too.</param>
public sealed record NotificationSettingsDocument(ImmutableArray<string> Muted, long ReadUpTo)
{
    public static readonly NotificationSettingsDocument None = new([], 0);

    public ImmutableArray<string> Muted { get; init => field = value.IsDefault ? [] : value; } = Muted.IsDefault ? [] : Muted;

    public static string IdOf(string userId) => userId + "/notifications";

    /// <summary>Mutes or unmutes kinds; the same document when nothing changes.</summary>
    public NotificationSettingsDocument Mute(IReadOnlyDictionary<string, bool> muted)
    {
        var after = NotificationKinds.All.Where(kind => muted.TryGetValue(kind, out var wanted) ? wanted : Muted.Contains(kind)).Order(StringComparer.Ordinal).ToImmutableArray();
        return after.SequenceEqual(Muted) ? this : this with { Muted = after };
    }

    /// <summary>Marks everything up to a place as read; never goes back.</summary>
    public NotificationSettingsDocument Read(long upTo) => upTo <= ReadUpTo ? this : this with { ReadUpTo = upTo };
}
