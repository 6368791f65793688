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

    /// <summary>The best listed prompts of a board, best first; ties by id, newest first.</summary>
    ValueTask<IReadOnlyList<(string PromptId, double Score)>> TopAsync(BoardKey board, int limit, CancellationToken cancellationToken);
}

/// <summary>A prompt as the boards see it.</summary>
/// <param name="Listed">False: keeps its score, but no board may show it.</param>
public sealed record TrendingRow(string PromptId, bool Listed, string Type, string? Category, ImmutableArray<string> Tags, TrendingScores Scores)
{
    public IEnumerable<TrendingScope> Scopes => TrendingScope.Of(Type, Category, Tags);
}
