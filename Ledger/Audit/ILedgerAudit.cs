namespace PromptGrid.Ledger.Audit;

/// <summary>The ledger as one who checks it sees it, and the repairs that no write set can make.</summary>
public interface ILedgerAudit
{
    /// <summary>Opens a view of one moment; works on a store that was opened only to be read, too. Dispose it soon: while it
    /// is open the database keeps what changed since. One at a time where the ledger is a file: a second caller
    /// waits.</summary>
    /// <exception cref="LedgerUnavailableException">The database failed.</exception>
    ValueTask<ILedgerSnapshot> OpenAsync(CancellationToken cancellationToken = default);

    /// <summary>Puts an event named <see cref="LostEvent"/> into each place of a partition that has none, from
    /// <paramref name="first"/> to <paramref name="last"/> (at most 10,000 places): readers rely on numbers without gaps,
    /// and nobody may believe that nothing ever stood there. Durable; a place that is taken stays as it is.</summary>
    ValueTask FillGapAsync(int partition, long first, long last, CancellationToken cancellationToken = default);

    /// <summary>Makes the partition's next event follow <paramref name="sequence"/>, where the head is below it. Durable;
    /// never lowers a head.</summary>
    ValueTask RaiseHeadAsync(int partition, long sequence, CancellationToken cancellationToken = default);

    /// <summary>The name of the events of <see cref="FillGapAsync"/>. Their body is an empty object.</summary>
    const string LostEvent = "ledger.lost";
}
