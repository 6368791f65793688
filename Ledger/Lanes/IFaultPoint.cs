namespace PromptGrid.Ledger.Lanes;

/// <summary>
/// A seam through which tests stop the ledger between two steps. A <see cref="LaneFault"/> thrown here is handled like a failure of the
/// database at that very point: the batch's callers get <see cref="LedgerUnavailableException"/>.
/// </summary>
internal interface IFaultPoint
{
    /// <summary>Called on the lane; may throw.</summary>
    void Reached(LaneStep step);
}

/// <summary>The steps of a batch at which a fault can be placed.</summary>
internal enum LaneStep
{
    /// <summary>Everything is written, nothing is committed: a fault here loses the batch.</summary>
    BeforeCommit,

    /// <summary>The batch is durable, no caller knows: a fault here loses the answers.</summary>
    BeforeAcknowledge,
}
