using System.Collections.Immutable;

namespace PromptGrid.Ledger;

/// <summary>What became of a write set. Everything except <see cref="Committed"/> changed nothing.</summary>
public abstract record CommitOutcome
{
    private CommitOutcome() { }

    /// <summary>The set is durable.</summary>
    /// <param name="Position">The partition and the sequence number of the partition's last event in the batch.</param>
    /// <param name="At">The commit time stamped on edges and events.</param>
    /// <param name="EdgesChanged">For each edge of the set, in order: did it change (true) or was it so already.</param>
    /// <param name="Counters">The value of each counter that the set's edges and additions name right after this set, as if
    /// the sets of its batch had been committed one by one: the answer to who handed it in. In the order edges first, then
    /// additions; -1 for an edge without a tally.</param>
    /// <param name="BatchCounters">The same counters after the whole batch, which all its sets agree on: what to remember,
    /// because sets of one batch are completed in any order.</param>
    public sealed record Committed(
        LedgerPosition Position,
        DateTimeOffset At,
        ImmutableArray<bool> EdgesChanged,
        ImmutableArray<long> Counters,
        ImmutableArray<long> BatchCounters) : CommitOutcome;

    /// <summary>A document is not at the version the writer expected: the writer's picture is stale.</summary>
    public sealed record VersionConflict(string DocumentId) : CommitOutcome;

    /// <summary>A key is held by another entity.</summary>
    public sealed record KeyTaken(string Kind, string Key) : CommitOutcome;

    /// <summary>The operation was done before; <paramref name="Result"/> is what it answered then.</summary>
    public sealed record AlreadyDone(string Result) : CommitOutcome;

    /// <summary>The operation id was used before for something else.</summary>
    public sealed record OperationMismatch : CommitOutcome;

    /// <summary>The lane's queue is full. Nothing was tried; try again later.</summary>
    public sealed record Overloaded : CommitOutcome;
}

/// <summary>A place in the ledger: events are numbered from 1, without gaps, in commit order, per partition.</summary>
public readonly record struct LedgerPosition(int Partition, long Sequence);
