namespace PromptGrid.Ledger;

/// <summary>The write side: the one place where anything becomes durable.</summary>
public interface ILedger
{
    /// <summary>
    /// Commits a write set together with whatever else is waiting in its lane, in one transaction.
    /// </summary>
    /// <remarks>
    /// Durable: the task completes after the commit reached the disk. Ordered: sets of one entity commit in the order of
    /// the calls. Idempotent where the set carries an <see cref="Operation"/>, and for edges by nature. There is no
    /// cancellation: once handed in, a set is committed or refused.
    /// </remarks>
    /// <exception cref="LedgerUnavailableException">The database failed. Whether the set was committed is not known; the
    /// caller re-reads before it decides again.</exception>
    ValueTask<CommitOutcome> CommitAsync(WriteSet set);
}

/// <summary>The database behind the ledger could not be reached or refused to work; whether a pending commit happened is
/// unknown.</summary>
public sealed class LedgerUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
