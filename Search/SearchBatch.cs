using System.Collections.Immutable;

namespace PromptGrid.Search;

/// <summary>One step of the search projection.</summary>
public sealed record SearchBatch
{
    public ImmutableArray<SearchDocument> Upserts { get; init; } = [];

    /// <summary>Prompts that are no longer public or no longer there.</summary>
    public ImmutableArray<string> Deletes { get; init; } = [];

    /// <summary>New counters of prompts whose text did not change. Unknown ids are ignored. Must not cost a re-indexing of
    /// the text.</summary>
    public ImmutableArray<SearchCounters> Counters { get; init; } = [];

    /// <summary>New trending scores. Unknown ids are ignored. Must not cost a re-indexing of the text.</summary>
    public ImmutableArray<SearchScore> Scores { get; init; } = [];

    /// <summary>Where the ledger was read up to, if this batch completes a step.</summary>
    public SearchCheckpoint? Checkpoint { get; init; }

    /// <summary>The sequence after which this step's events begin, if whoever writes relies on the index holding everything up
    /// to there. An index that holds less was begun anew meanwhile and takes no batch that would leave a gap.</summary>
    public long? After { get; init; }
}

/// <summary>A partition of the ledger and the last sequence number of it that the index holds.</summary>
public readonly record struct SearchCheckpoint(int Partition, long Sequence);

/// <summary>Committed counters; absolute values, so that writing them twice changes nothing.</summary>
public readonly record struct SearchCounters(string Id, long Likes, long Saves, long Forks);

/// <summary>The logarithm of a forward-decayed score; comparable between prompts at any time.</summary>
public readonly record struct SearchScore(string Id, double Trending);

/// <summary>A public prompt as the index sees it.</summary>
public sealed record SearchDocument
{
    public required string Id { get; init; }

    /// <summary>The committed document version. An upsert with a lower one than the stored is ignored.</summary>
    public required long Revision { get; init; }

    public required string Title { get; init; }
    public string Description { get; init; } = "";

    /// <summary>The text that the prompt sends: its content, or its messages one after the other.</summary>
    public required string Content { get; init; }

    public required string Type { get; init; }
    public ImmutableArray<string> Tags { get; init; } = [];
    public ImmutableArray<string> Models { get; init; } = [];
    public string? Category { get; init; }
    public string? License { get; init; }
    public required string AuthorId { get; init; }
    public required string AuthorHandle { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }
    public long Likes { get; init; }
    public long Saves { get; init; }
    public long Forks { get; init; }
}
