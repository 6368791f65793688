namespace PromptGrid.Ledger.Erasure;

/// <summary>Makes the database forget what write sets cannot reach.</summary>
public interface ILedgerErasure
{
    /// <summary>Forgets operations before their time: those whose id starts with <paramref name="idPrefix"/> and, unless
    /// null, those whose result holds <paramref name="text"/>. Durable, idempotent. Whoever repeats such an operation is taken
    /// for the first.</summary>
    /// <returns>How many were forgotten.</returns>
    /// <exception cref="LedgerUnavailableException">The database failed.</exception>
    ValueTask<int> ForgetOperationsAsync(string idPrefix, string? text, CancellationToken cancellationToken = default);

    /// <summary>Gets what was deleted or overwritten before out of the files too. SQLite: the log is copied into the database,
    /// where deleted rows are zeros, and cut to nothing. PostgreSQL does that by itself when it vacuums.</summary>
    /// <returns>False when somebody reads the old state still: try again soon.</returns>
    /// <exception cref="LedgerUnavailableException">The database failed.</exception>
    ValueTask<bool> OverwriteAsync(CancellationToken cancellationToken = default);
}
