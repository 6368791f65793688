using PromptGrid.Ledger;

namespace PromptGrid.Projections.Audit;

/// <summary>Repairs that are ordinary commits.</summary>
internal static class RepairWrites
{
    /// <summary>Commits; a refusal leaves the drift for the next look to name.</summary>
    public static async ValueTask WriteAsync(this AuditRepairs repairs, WriteSet set)
    {
        if (await repairs.Ledger.CommitAsync(set) is CommitOutcome.Overloaded) throw new LedgerUnavailableException("The ledger takes no more writes now.");
    }

    /// <summary>Adds what is missing. The difference between a counter and its edges stays the same whoever likes meanwhile,
    /// so adding it is right where setting the counter would not be.</summary>
    public static ValueTask AddAsync(this AuditRepairs repairs, string entity, string counter, long difference) =>
        repairs.WriteAsync(new WriteSet { Entity = entity, Counters = [new CounterAdd(entity, counter, difference)] });

    /// <summary>Puts or removes an edge and counts nothing: its counter is compared with it by itself.</summary>
    public static ValueTask SetEdgeAsync(this AuditRepairs repairs, string entity, string kind, string source, string target, bool remove) =>
        repairs.WriteAsync(new WriteSet { Entity = entity, Edges = [new EdgeWrite(kind, source, target, remove, null)] });

    public static ValueTask SetKeyAsync(this AuditRepairs repairs, string kind, string key, string entity, bool release) =>
        repairs.WriteAsync(new WriteSet { Entity = entity, Keys = [new KeyWrite(kind, key, entity, release)] });
}
