using PromptGrid.Ledger;
using PromptGrid.Ledger.Lanes;
using PromptGrid.Ledger.Memory;

namespace PromptGrid.Simulation.Tests.Replay;

/// <summary>A ledger that breaks one of its rules.</summary>
internal sealed class FlawedTables(int partitions, TimeSpan operationRetention, Flaw flaw) : MemoryTables(partitions, operationRetention)
{
    protected override CommitOutcome? CheckOperation(Operation operation, long at) =>
        flaw == Flaw.OperationsAreForgotten ? null : base.CheckOperation(operation, at);

    protected override bool IsTaken(in KeyWrite key) => flaw != Flaw.KeysAreNotUnique && base.IsTaken(key);

    protected override bool IsStale(in DocumentWrite document) => flaw != Flaw.VersionsAreNotChecked && base.IsStale(document);

    protected override void WriteMark(ref FoldedEdge edge, long at)
    {
        if (flaw == Flaw.OldEdgesAreMarked && !edge.Remove)
            Edges[edge.Key with { Kind = edge.Mark! }] = at;
        else
            base.WriteMark(ref edge, at);
    }

    protected override bool WriteEdge(in FoldedEdge edge, long at, out long addedAt)
    {
        var existed = base.WriteEdge(edge, at, out addedAt);
        return existed && (edge.Remove || flaw != Flaw.EdgesCountTwice);
    }
}
