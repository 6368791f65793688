using System.Collections.Immutable;
using Orleans.Concurrency;

namespace PromptGrid.Grains.Interfaces.Trending;

/// <summary>One trending board: the best 200 prompts of a window and scope. Key: a board key such as
/// <c>day:global</c>. A cache of the trending store's scores: losing it loses nothing.</summary>
[Alias("promptgrid.ITrendingBoardGrain")]
public interface ITrendingBoardGrain : IGrainWithStringKey
{
    /// <summary>Takes note of current scores. Absolute values: reporting twice changes nothing.</summary>
    /// <returns>The floor: scores at or below it need not be reported until a later answer names another.</returns>
    [Idempotent, Alias("report")]
    Task<double> ReportAsync(ImmutableArray<BoardReport> reports);

    [Idempotent, AlwaysInterleave, Alias("get")]
    ValueTask<BoardSnapshot> GetAsync();

    /// <summary>Completes when the board's revision is past <paramref name="revision"/>, or after
    /// <paramref name="patience"/> with the board as it is; a long poll for watchers.</summary>
    [Idempotent, AlwaysInterleave, ResponseTimeout(LongPoll.Timeout), Alias("wait")]
    Task<BoardSnapshot> WaitAsync(long revision, TimeSpan patience);
}

/// <param name="Score">Forward-decayed log score; −∞ takes the prompt off the board.</param>
[GenerateSerializer, Immutable, Alias("promptgrid.BoardReport")]
public readonly record struct BoardReport([property: Id(0)] string PromptId, [property: Id(1)] double Score);

/// <summary>A board at a moment, best first.</summary>
/// <param name="Revision">Grows with each change while the board stays in memory; another epoch when it was made anew.</param>
[GenerateSerializer, Immutable, Alias("promptgrid.BoardSnapshot")]
public sealed record BoardSnapshot(
    [property: Id(0)] long Revision,
    [property: Id(1)] DateTimeOffset AsOf,
    [property: Id(2)] ImmutableArray<BoardEntry> Entries);

/// <param name="PreviousRank">Its rank when the present comparison period began; null when it was not on the board then.</param>
/// <param name="Score">The log score; see the domain's forward decay for its worth at a moment.</param>
[GenerateSerializer, Immutable, Alias("promptgrid.BoardEntry")]
public readonly record struct BoardEntry(
    [property: Id(0)] string PromptId,
    [property: Id(1)] int Rank,
    [property: Id(2)] int? PreviousRank,
    [property: Id(3)] double Score);
