namespace PromptGrid.Ledger.Lanes;

/// <summary>One writer: takes what waits, commits it in one transaction, answers.</summary>
internal interface ILane
{
    /// <summary>Hands in a set. See <see cref="ILedger.CommitAsync"/>.</summary>
    ValueTask<CommitOutcome> CommitAsync(WriteSet set, int partition);
}
