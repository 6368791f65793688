using PromptGrid.Domain.Trending;
using PromptGrid.Ledger;
using PromptGrid.Projections.Trending;

namespace PromptGrid.Simulation.Tests.Replay;

/// <summary>The rows of the trending store.</summary>
internal sealed class TrendingTables
{
    public Dictionary<string, TrendingRow> Rows { get; } = new(StringComparer.Ordinal);

    public Dictionary<int, long> Checkpoints { get; } = [];
}

/// <summary>The trending store as one process has it open: rows and checkpoint in one transaction.</summary>
internal sealed class SimTrendingStore(SimDevice device, SimDisk disk) : ITrendingStore
{
    public Task InitializeAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask<long> ReadCheckpointAsync(int partition, CancellationToken cancellationToken) =>
        device.ReadAsync("trending", () => disk.Trending.Checkpoints.GetValueOrDefault(partition), Failure);

    public ValueTask<IReadOnlyDictionary<string, TrendingRow>> ReadAsync(IReadOnlyCollection<string> promptIds, CancellationToken cancellationToken) =>
        device.ReadAsync<IReadOnlyDictionary<string, TrendingRow>>(
            "trending", () => promptIds.Where(disk.Trending.Rows.ContainsKey).ToDictionary(id => id, id => disk.Trending.Rows[id], StringComparer.Ordinal), Failure);

    public ValueTask<bool> WriteAsync(
        int partition, long from, long to, IReadOnlyCollection<TrendingRow> rows, IReadOnlyCollection<TrendingRow> relisted, CancellationToken cancellationToken) =>
        device.WriteAsync(
            "trending",
            () =>
            {
                if (disk.Trending.Checkpoints.GetValueOrDefault(partition) != from && disk.Flaw != Flaw.ScoresIgnoreTheirCheckpoint) return false;
                disk.Trending.Checkpoints[partition] = to;
                foreach (var row in rows) disk.Trending.Rows[row.PromptId] = row;
                return true;
            },
            Failure);

    public ValueTask<IReadOnlyList<(string PromptId, double Score)>> TopAsync(BoardKey board, int limit, CancellationToken cancellationToken) =>
        device.ReadAsync<IReadOnlyList<(string PromptId, double Score)>>(
            "trending",
            () =>
            [
                .. disk.Trending.Rows.Values
                    .Where(r => r.Listed && r.Scores.Signals > 0 && r.Scopes.Contains(board.Scope))
                    .Select(r => (r.PromptId, Score: r.Scores[board.Window]))
                    .OrderByDescending(r => r.Score).ThenByDescending(r => r.PromptId, StringComparer.Ordinal).Take(limit),
            ],
            Failure);

    public ValueTask<TrendingAuditPage> ScanAsync(string? afterId, int limit, CancellationToken cancellationToken) => throw NotAudited();

    public ValueTask RepairAsync(IReadOnlyCollection<TrendingRow> rows, IReadOnlyCollection<string> removed, CancellationToken cancellationToken) => throw NotAudited();

    public ValueTask ResetCheckpointAsync(int partition, long sequence, CancellationToken cancellationToken) => throw NotAudited();

    private static NotSupportedException NotAudited() => new("The simulation compares these tables itself.");

    private static LedgerUnavailableException Failure() => new("The trending store did not answer.");
}
