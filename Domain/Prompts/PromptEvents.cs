namespace PromptGrid.Domain.Prompts;

/// <summary>Names of the events of prompts as they stand in the ledger. A name is never used for anything else again.</summary>
public static class PromptEventNames
{
    public const string Published = "prompt.published";
    public const string Edited = "prompt.edited";
    public const string Deleted = "prompt.deleted";
    public const string LikesChanged = "prompt.likes-changed";
    public const string SavesChanged = "prompt.saves-changed";
    public const string ForksChanged = "prompt.forks-changed";
    public const string CommentsChanged = "prompt.comments-changed";
    public const string Used = "prompt.used";
    public const string Moderated = "prompt.moderated";
}

/// <summary>Body of <see cref="PromptEventNames.Published"/>, schema 1.</summary>
public sealed record PromptPublished(string OwnerId, string Visibility, int Version, string? ForkedFrom);

/// <summary>Body of <see cref="PromptEventNames.Edited"/>, schema 1.</summary>
public sealed record PromptEdited(string OwnerId, string Visibility, int Version, string? ForkedFrom);

/// <summary>Body of <see cref="PromptEventNames.Deleted"/>, schema 1.</summary>
public sealed record PromptDeleted(string OwnerId, string? ForkedFrom);

/// <summary>Body of <see cref="PromptEventNames.Used"/>, schema 1: copies and runs since the last such event.</summary>
public sealed record PromptUsed(long Copies, long Runs);

/// <summary>Body of <see cref="PromptEventNames.Moderated"/>, schema 1: moderators changed who may see the prompt, or whether
/// it is featured.</summary>
/// <param name="Action">What they did (see <see cref="Moderation.ModerationActions"/>).</param>
/// <param name="Decision">Which decision on this prompt it was.</param>
public sealed record PromptModerated(string OwnerId, string Visibility, string? ForkedFrom, string Action, int Decision);

/// <summary>Kinds of edges around prompts.</summary>
public static class PromptEdges
{
    /// <summary>user → prompt.</summary>
    public const string Like = "like";

    /// <summary>user → prompt; private to the user.</summary>
    public const string Save = "save";

    /// <summary>user → prompt, beside a like that boards do not count: another account on the same network liked the prompt
    /// shortly before. Goes with the like.</summary>
    public const string LikeEcho = "like-echo";

    /// <summary>The same beside a save.</summary>
    public const string SaveEcho = "save-echo";

    /// <summary>fork → source, while the fork is public.</summary>
    public const string Fork = "fork";

    /// <summary>fork → owner of its source: where that owner's handle stands, for as long as it does.</summary>
    public const string Names = "names";

    /// <summary>user → every prompt of theirs that is not deleted.</summary>
    public const string Owns = "owns";

    /// <summary>user → each public prompt of theirs.</summary>
    public const string Publishes = "publishes";

    /// <summary>prompt → <see cref="FeaturedList"/>, while moderators feature it.</summary>
    public const string Featured = "featured";

    /// <summary>Where the edges of featured prompts lead.</summary>
    public const string FeaturedList = "featured";
}

/// <summary>Names of counters on prompts.</summary>
public static class PromptCounters
{
    public const string Likes = "likes";
    public const string Saves = "saves";
    public const string Forks = "forks";
    public const string Comments = "comments";
    public const string Views = "views";
    public const string Copies = "copies";
}
