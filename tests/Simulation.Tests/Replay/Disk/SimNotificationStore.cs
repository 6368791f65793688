using PromptGrid.Ledger;
using PromptGrid.Projections.Notifications;
using PromptGrid.Projections.Storage;

namespace PromptGrid.Simulation.Tests.Replay;

/// <summary>The entries of all inboxes.</summary>
internal sealed class NotificationTables
{
    public Dictionary<NotificationKey, NotificationRow> Rows { get; } = [];

    public Dictionary<int, long> Checkpoints { get; } = [];
}

/// <summary>The inboxes as one process has them open: entries and checkpoint in one transaction.</summary>
internal sealed class SimNotificationStore(SimDevice device, SimDisk disk) : INotificationStore
{
    public Task InitializeAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask<long> ReadCheckpointAsync(int partition, CancellationToken cancellationToken) =>
        device.ReadAsync("inbox", () => disk.Notifications.Checkpoints.GetValueOrDefault(partition), Failure);

    public ValueTask<IReadOnlyDictionary<NotificationKey, NotificationRow>> ReadAsync(IReadOnlyCollection<NotificationKey> keys, CancellationToken cancellationToken) =>
        device.ReadAsync<IReadOnlyDictionary<NotificationKey, NotificationRow>>(
            "inbox", () => keys.Where(disk.Notifications.Rows.ContainsKey).ToDictionary(k => k, k => disk.Notifications.Rows[k]), Failure);

    public async ValueTask WriteAsync(CheckpointMove move, IReadOnlyCollection<NotificationChange> changes, CancellationToken cancellationToken)
    {
        var moved = await device.WriteAsync(
            "inbox",
            () =>
            {
                if (disk.Notifications.Checkpoints.GetValueOrDefault(move.Partition) != move.From && disk.Flaw != Flaw.InboxesIgnoreTheirCheckpoint) return false;
                disk.Notifications.Checkpoints[move.Partition] = move.To;
                foreach (var change in changes) Apply(change);
                return true;
            },
            Failure);
        if (!moved) throw Failure();
    }

    public ValueTask<IReadOnlyList<NotificationRow>> ListAsync(string userId, long? before, long after, int limit, CancellationToken cancellationToken) => throw NotRead();

    public ValueTask<long> CountAsync(string userId, long after, CancellationToken cancellationToken) => throw NotRead();

    public ValueTask EraseAsync(string userId, CancellationToken cancellationToken) => throw NotRead();

    private void Apply(NotificationChange change)
    {
        var rows = disk.Notifications.Rows;
        if (change.Remove) rows.Remove(change.Row.Key);
        else if (!change.IsTold) rows[change.Row.Key] = change.Row;
        else rows[change.Row.Key] = change.Row with { Place = Math.Max(change.Row.At, rows.Values.Where(r => r.UserId == change.Row.UserId).Select(r => r.Place).DefaultIfEmpty().Max() + 1) };
    }

    private static NotSupportedException NotRead() => new("The simulation looks at the entries themselves.");

    private static LedgerUnavailableException Failure() => new("The inboxes did not answer.");
}
