using System.Collections.Immutable;

namespace PromptGrid.Domain.PromptCollections;

/// <summary>A collection of prompts as it is committed, in its order. How many follow it is the ledger's to count.</summary>
public sealed record CollectionDocument
{
    public required string Id { get; init; }
    public required string OwnerId { get; init; }
    public required string Name { get; init; }
    public string Description { get; init => field = value ?? ""; } = "";

    /// <summary>As of a prompt: unlisted ones are for whoever has the address.</summary>
    public required string Visibility { get; init; }

    public ImmutableArray<CollectionEntry> Entries { get; init => field = value.IsDefault ? [] : value; } = [];
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>A prompt in a collection. Whether a reader may see it is the prompt's to say.</summary>
public sealed record CollectionEntry(string PromptId, DateTimeOffset AddedAt);

/// <summary>What somebody wants a collection to be: unchecked input. Null means not given.</summary>
public sealed record CollectionDraft(string? Name, string? Description, string? Visibility);

/// <summary>Kinds of edges around collections.</summary>
public static class CollectionEdges
{
    /// <summary>user → every collection of theirs.</summary>
    public const string Owns = "owns-collection";

    /// <summary>user → each public collection of theirs.</summary>
    public const string Publishes = "publishes-collection";

    /// <summary>user → collection.</summary>
    public const string Follow = "follow-collection";
}

/// <summary>Names of counters around collections.</summary>
public static class CollectionCounters
{
    /// <summary>On a collection.</summary>
    public const string Followers = "followers";

    /// <summary>On a user: collections of theirs.</summary>
    public const string Collections = "collections";
}
