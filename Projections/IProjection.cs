using PromptGrid.Ledger;

namespace PromptGrid.Projections;

/// <summary>
/// Something that follows the ledger. Fed at least once and in order per partition; must be idempotent, because a crash
/// between its work and its checkpoint makes it see events again.
/// </summary>
public interface IProjection
{
    /// <summary>Stable: checkpoints and dead letters are kept under it.</summary>
    string Name { get; }

    /// <summary>Shortest time between two batches of a partition while little happens.</summary>
    TimeSpan Pace { get; }

    /// <summary>The same while much happens: the work of many events costs little more than that of one, so waiting saves it.
    /// A full batch is followed at once by the next.</summary>
    TimeSpan PaceWhenBusy { get; }

    /// <summary>Events taken at once, at most.</summary>
    int BatchSizeMax { get; }

    /// <summary>The last sequence number of the partition that is handled durably; 0 for none. A runner begins by asking this;
    /// another one that runs in the same process then begins again.</summary>
    ValueTask<long> ReadCheckpointAsync(int partition, CancellationToken cancellationToken);

    /// <summary>Handles consecutive events of one partition. The checkpoint moves to the last of them: with this call, or
    /// with a later one and at the latest when idle, together with all it stands for.</summary>
    /// <exception cref="Exception">Nothing is known to be handled; the same events come again. Infrastructure that is away
    /// is told by <see cref="LedgerUnavailableException"/> or a search-unavailable exception and is waited for without
    /// end; anything else is a bug in handling one of the events, which is singled out and put aside.</exception>
    ValueTask HandleAsync(int partition, IReadOnlyList<LedgerEvent> events, CancellationToken cancellationToken);

    /// <summary>Called about each second while nothing is left to handle: the time for what was put off.</summary>
    ValueTask IdleAsync(int partition, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>Moves the checkpoint past an event that could not be handled.</summary>
    ValueTask SkipAsync(LedgerPosition position, CancellationToken cancellationToken);
}

/// <summary>A projection that tells others about changes while they keep asking to be told.</summary>
public interface IWatchedProjection : IProjection
{
    /// <summary>From now until the lease ends, changes of this partition that concern the topic are reported to it. Those
    /// handled before are in the store when this completes.</summary>
    ValueTask WatchAsync(int partition, string topic, TimeSpan lease, CancellationToken cancellationToken);
}
