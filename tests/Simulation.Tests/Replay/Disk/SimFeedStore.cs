using PromptGrid.Ledger;
using PromptGrid.Projections.Feed;
using PromptGrid.Projections.Storage;

namespace PromptGrid.Simulation.Tests.Replay;

/// <summary>The rows of the feed's index.</summary>
internal sealed class FeedTables
{
    public Dictionary<string, FeedRow> Rows { get; } = new(StringComparer.Ordinal);

    public Dictionary<int, long> Checkpoints { get; } = [];
}

/// <summary>The feed's index as one process has it open: rows and checkpoint in one transaction.</summary>
internal sealed class SimFeedStore(SimDevice device, SimDisk disk) : IFeedStore
{
    public Task InitializeAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask<IReadOnlyDictionary<int, long>> ReadCheckpointsAsync(CancellationToken cancellationToken) =>
        device.ReadAsync<IReadOnlyDictionary<int, long>>("feed", () => new Dictionary<int, long>(disk.Feed.Checkpoints), Failure);

    public ValueTask<IReadOnlyDictionary<string, FeedRow>> ReadAsync(IReadOnlyCollection<string> promptIds, CancellationToken cancellationToken) =>
        device.ReadAsync<IReadOnlyDictionary<string, FeedRow>>(
            "feed", () => promptIds.Where(disk.Feed.Rows.ContainsKey).ToDictionary(id => id, id => disk.Feed.Rows[id], StringComparer.Ordinal), Failure);

    public async ValueTask WriteAsync(CheckpointMove move, IReadOnlyCollection<FeedRow> rows, IReadOnlyCollection<string> removed, CancellationToken cancellationToken)
    {
        var moved = await device.WriteAsync(
            "feed",
            () =>
            {
                if (disk.Feed.Checkpoints.GetValueOrDefault(move.Partition) != move.From) return false;
                disk.Feed.Checkpoints[move.Partition] = move.To;
                foreach (var id in removed) disk.Feed.Rows.Remove(id);
                foreach (var row in rows) disk.Feed.Rows[row.PromptId] = row;
                return true;
            },
            Failure);
        if (!moved) throw Failure();
    }

    public ValueTask<IReadOnlyList<FeedPlace>> PageAsync(IReadOnlyCollection<string> sources, FeedPlace? before, int limit, CancellationToken cancellationToken) =>
        throw new NotSupportedException("The simulation looks at the rows themselves.");

    private static LedgerUnavailableException Failure() => new("The feed's index did not answer.");
}
