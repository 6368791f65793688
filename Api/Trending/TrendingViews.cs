using System.Text.Json.Serialization;
using PromptGrid.Api.Prompts;

namespace PromptGrid.Api.Trending;

/// <summary>A board at a moment.</summary>
public sealed record TrendingView(string Window, string Scope, DateTimeOffset AsOf, long Revision, IReadOnlyList<TrendingItemView> Items);

/// <param name="PreviousRank">Rank when the present comparison period began; null when it was not on the board then.</param>
/// <param name="Score">What its signals are worth now: a like just given counts 1.</param>
public sealed record TrendingItemView(int Rank, int? PreviousRank, double Score, PromptView Prompt)
{
    /// <summary>The log score behind <see cref="Score"/>: it changes with signals, not with time.</summary>
    [JsonIgnore]
    public double LogScore { get; init; }
}

/// <summary>What changed on a board since the event before: the items that are new or whose rank, score or prompt changed,
/// and the prompts that left.</summary>
public sealed record BoardDiffView(string Window, string Scope, DateTimeOffset AsOf, long Revision, IReadOnlyList<TrendingItemView> Changed, IReadOnlyList<string> Removed);

/// <summary>A prompt's counters, live.</summary>
public sealed record CountersView(string Id, CountsView Counts, int Version, DateTimeOffset UpdatedAt);
