using PromptGrid.Domain.Prompts;

namespace PromptGrid.Domain.Follows;

/// <summary>Kinds of edges around follows, and their limits.</summary>
public static class FollowEdges
{
    /// <summary>user → user; counts the followers of the one that is followed.</summary>
    public const string User = "follow";

    /// <summary>The same pair as <see cref="User"/>, written and removed with it; counts whom a user follows. An edge has one
    /// tally, so two counters take two edges.</summary>
    public const string UserMirror = "following";

    /// <summary>user → tag (<see cref="TagEntity"/>).</summary>
    public const string Tag = "follow-tag";

    /// <summary>Users that one user may follow: bounds what a feed is put together from.</summary>
    public const int UsersMax = 5_000;

    /// <summary>Tags that one user may follow.</summary>
    public const int TagsMax = 500;

    /// <summary>Counter on a tag's entity.</summary>
    public const string TagFollowers = "followers";

    private const string TagPrefix = "tag:";

    /// <summary>A tag as the end of an edge and as an entity with counters.</summary>
    public static string TagEntity(string tag) => TagPrefix + tag;

    public static string TagOf(string entity) => entity[TagPrefix.Length..];

    /// <summary>The tag in its one spelling; null for what can be no tag.</summary>
    public static string? ReadTag(string text) =>
        text.Length <= PromptLimits.TagLength && Common.TextRules.Check(text, PromptLimits.TagLength, required: true, multiline: false) is null
            && PromptValidator.NormalizeTag(text) is { Length: > 0 and <= PromptLimits.TagLength } tag ? tag : null;
}
