namespace PromptGrid.Ledger.Lanes;

/// <summary>Gives each write set to the lane of its entity's partition, which keeps an entity's sets in order.</summary>
internal sealed class LaneLedger(IReadOnlyList<ILane> lanes, LedgerShape shape) : ILedger
{
    public ValueTask<CommitOutcome> CommitAsync(WriteSet set)
    {
        WriteSetRules.Check(set);
        var partition = Partitioning.Of(set.Entity, shape.Partitions);
        return lanes[partition % lanes.Count].CommitAsync(set, partition);
    }
}
