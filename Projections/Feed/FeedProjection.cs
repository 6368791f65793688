using PromptGrid.Grains.Interfaces.Projections;
using PromptGrid.Ledger;
using PromptGrid.Projections.Storage;

namespace PromptGrid.Projections.Feed;

/// <summary>Keeps the feed's index; rows and checkpoint are one transaction.</summary>
public sealed class FeedProjection(IFeedStore store, ILedgerReader reader, TimeProvider time) : IProjection
{
    private readonly PacedCheckpoints _checkpoints = new(time);

    public string Name => ProjectionNames.Feed;

    public TimeSpan Pace => TimeSpan.FromMilliseconds(50);

    public TimeSpan PaceWhenBusy => TimeSpan.FromMilliseconds(250);

    public int BatchSizeMax => 4_000;

    public async ValueTask<long> ReadCheckpointAsync(int partition, CancellationToken cancellationToken)
    {
        var stored = (await store.ReadCheckpointsAsync(cancellationToken)).GetValueOrDefault(partition);
        _checkpoints.Begin(partition, stored);
        return stored;
    }

    public async ValueTask HandleAsync(int partition, IReadOnlyList<LedgerEvent> events, CancellationToken cancellationToken)
    {
        var (before, after) = await FeedChanges.FollowAsync(store, reader, events, cancellationToken);
        var rows = after.Values.OfType<FeedRow>().Where(r => !(before.TryGetValue(r.PromptId, out var old) && old.IsSame(r))).ToList();
        var removed = after.Where(a => a.Value is null && before.ContainsKey(a.Key)).Select(a => a.Key).ToList();
        await WriteAsync(_checkpoints.Handle(partition, events, rows.Count + removed.Count > 0), rows, removed, cancellationToken);
    }

    public async ValueTask IdleAsync(int partition, CancellationToken cancellationToken) => await WriteAsync(_checkpoints.Idle(partition), [], [], cancellationToken);

    public async ValueTask SkipAsync(LedgerPosition position, CancellationToken cancellationToken) => await WriteAsync(_checkpoints.Skip(position), [], [], cancellationToken);

    private async Task WriteAsync(CheckpointMove? move, IReadOnlyCollection<FeedRow> rows, IReadOnlyCollection<string> removed, CancellationToken cancellationToken)
    {
        if (move is null) return;
        await store.WriteAsync(move, rows, removed, cancellationToken);
        _checkpoints.Written(move);
    }
}
