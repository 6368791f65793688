namespace PromptGrid.Ledger;

/// <summary>What is only known once a ledger has been opened. Parts of a store are built before that, because services that
/// use them are.</summary>
internal sealed class LedgerShape
{
    private int _partitions;

    /// <summary>The number of partitions.</summary>
    /// <exception cref="InvalidOperationException">The ledger is not initialized.</exception>
    public int Partitions
    {
        get
        {
            var partitions = Volatile.Read(ref _partitions);
            return partitions > 0 ? partitions : throw new InvalidOperationException("The ledger is not initialized.");
        }
        set => Volatile.Write(ref _partitions, value);
    }

    public bool IsKnown => Volatile.Read(ref _partitions) > 0;
}
