using System.Collections.Immutable;

namespace PromptGrid.Domain.Notifications;

/// <summary>What a user is told of.</summary>
public static class NotificationKinds
{
    /// <summary>Somebody forked one's prompt, publicly.</summary>
    public const string Forked = "forked";

    /// <summary>Somebody commented on one's prompt or answered one's comment.</summary>
    public const string Commented = "commented";

    /// <summary>Somebody follows one.</summary>
    public const string Followed = "followed";

    /// <summary>One's prompt was liked: one entry per prompt and day, which grows.</summary>
    public const string Liked = "liked";

    public static readonly ImmutableArray<string> All = [Forked, Commented, Followed, Liked];
}
