namespace PromptGrid.Ledger.Lanes;

/// <summary>Something that waits in a lane for its transaction.</summary>
internal abstract class LaneItem
{
    /// <summary>Tells the caller that the transaction failed.</summary>
    public abstract void Fail(Exception failure);

    /// <summary>Hands the caller its answer. The lane calls this after the commit, and does not touch the item again.</summary>
    public abstract void Complete();
}
