using System.Text.Json.Serialization;

namespace PromptGrid.Domain.Comments;

/// <summary>A comment as committed; its prompt's grain is its writer. Document id: the comment's own.</summary>
public sealed record CommentDocument
{
    public required string Id { get; init; }
    public required string PromptId { get; init; }

    /// <summary>Null once the author's account was erased.</summary>
    public string? AuthorId { get; init; }

    /// <summary>The comment that this one answers; null at the top level.</summary>
    public string? ParentId { get; init; }

    /// <summary>0 at the top level, one more than the parent's below.</summary>
    public int Depth { get; init; }

    /// <summary>Null in a tombstone: what was said is nowhere kept.</summary>
    public string? Body { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Set when the comment was deleted: what is left holds the thread together.</summary>
    public DateTimeOffset? DeletedAt { get; init; }

    [JsonIgnore]
    public bool IsDeleted => DeletedAt is not null;
}

/// <summary>Kinds of edges around comments.</summary>
public static class CommentEdges
{
    /// <summary>comment → its prompt, as long as it is not deleted: what <c>counts.comments</c> counts.</summary>
    public const string Counted = "comment";

    /// <summary>comment → the comment it answers, or its prompt; a tombstone keeps it.</summary>
    public const string Thread = "thread";

    /// <summary>user → every comment of theirs, as long as the account is there.</summary>
    public const string Wrote = "wrote";
}

/// <summary>Names of counters on comments.</summary>
public static class CommentCounters
{
    /// <summary>Direct answers, tombstones among them.</summary>
    public const string Replies = "replies";
}
