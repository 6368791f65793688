using System.Collections.Immutable;
using PromptGrid.Domain.Trending;

namespace PromptGrid.Projections.Trending;

/// <summary>The trending scores of all prompts that ever had a signal. A projection: rebuildable from the ledger.</summary>
public interface ITrendingStore
{
    /// <summary>Creates or upgrades the tables. Called once before anything else.</summary>
    Task InitializeAsync(CancellationToken cancellationToken);

    ValueTask<long> ReadCheckpointAsync(int partition, CancellationToken cancellationToken);

    /// <summary>The rows that exist among those prompts (at most 1,000).</summary>
    ValueTask<IReadOnlyDictionary<string, TrendingRow>> ReadAsync(IReadOnlyCollection<string> promptIds, CancellationToken cancellationToken);

    /// <summary>Writes rows and checkpoint in one transaction, if the stored checkpoint is still
    /// <paramref name="from"/>.</summary>
    /// <param name="relisted">Those of the rows that are new or whose tags may have changed.</param>
    /// <returns>False when another runner moved the checkpoint; nothing was written then.</returns>
    ValueTask<bool> WriteAsync(int partition, long from, long to, IReadOnlyCollection<TrendingRow> rows, IReadOnlyCollection<TrendingRow> relisted, CancellationToken cancellationToken);

    /// <summary>Rows in ordinal order of prompt ids after <paramref name="afterId"/>, with the checkpoints and the tag table
    /// of the same moment; for audits.</summary>
    ValueTask<TrendingAuditPage> ScanAsync(string? afterId, int limit, CancellationToken cancellationToken);

    /// <summary>Puts rows (their tags too) and takes rows out, and moves no checkpoint: a repair while nobody follows the
    /// ledger. One transaction.</summary>
    ValueTask RepairAsync(IReadOnlyCollection<TrendingRow> rows, IReadOnlyCollection<string> removed, CancellationToken cancellationToken);

    /// <summary>Moves a checkpoint to where a repair says that the rows are.</summary>
    ValueTask ResetCheckpointAsync(int partition, long sequence, CancellationToken cancellationToken);

    /// <summary>The best listed prompts of a board, best first; ties by id, newest first.</summary>
    ValueTask<IReadOnlyList<(string PromptId, double Score)>> TopAsync(BoardKey board, int limit, CancellationToken cancellationToken);
}

/// <param name="Checkpoints">By partition; one that is missing is 0.</param>
/// <param name="Boards">For each of the rows, the tags on whose boards it stands.</param>
public sealed record TrendingAuditPage(
    IReadOnlyDictionary<int, long> Checkpoints, IReadOnlyList<TrendingRow> Rows, IReadOnlyDictionary<string, ImmutableArray<string>> Boards);

/// <summary>A prompt as the boards see it.</summary>
/// <param name="Listed">False: keeps its score, but no board may show it.</param>
public sealed record TrendingRow(string PromptId, bool Listed, string Type, string? Category, ImmutableArray<string> Tags, TrendingScores Scores)
{
    public IEnumerable<TrendingScope> Scopes => TrendingScope.Of(Type, Category, Tags);
}
