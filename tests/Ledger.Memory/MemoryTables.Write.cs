using System.Runtime.InteropServices;
using PromptGrid.Ledger.Lanes;

namespace PromptGrid.Ledger.Memory;

/// <content>Writing one batch, as one transaction would.</content>
internal partial class MemoryTables
{
    /// <summary>Writes everything, and gives the sets that are refused their outcomes.</summary>
    public virtual void Write(Batch batch, long at)
    {
        foreach (var commit in batch.Commits)
        {
            if (commit.IsConditional)
                commit.Outcome = Decide(commit.Set, at);
        }

        batch.DropRefused();
        WriteEdges(batch, at);
        batch.Replay();
        foreach (ref var counter in batch.Counters)
            counter.Value = counter.Delta == 0 ? Counter(counter.Entity, counter.Name) : Add(counter.Entity, counter.Name, counter.Delta);
        foreach (ref var head in batch.Heads)
            head.Sequence = Events[head.Partition].Count + head.Count;
        foreach (var written in batch.Events)
        {
            Events[written.Partition].Add(new LedgerEvent(
                new LedgerPosition(written.Partition, batch.SequenceOf(written)),
                written.Name, written.SchemaVersion, written.Subject, Microseconds.ToTime(at), written.Body));
        }
    }

    public long Counter(string entity, string name) =>
        Counters.TryGetValue(entity, out var counters) ? counters.GetValueOrDefault(name) : 0;

    protected virtual CommitOutcome? CheckOperation(Operation operation, long at)
    {
        if (!Operations.TryGetValue(operation.Id, out var known) || known.At < at - OperationRetention)
            return null;
        return known.Fingerprint == operation.Fingerprint ? new CommitOutcome.AlreadyDone(known.Result) : new CommitOutcome.OperationMismatch();
    }

    protected virtual bool IsTaken(in KeyWrite key) =>
        !key.Release && Keys.TryGetValue((key.Kind, key.Key), out var holder) && holder != key.Entity;

    protected virtual bool IsStale(in DocumentWrite document) =>
        (Documents.TryGetValue(document.Id, out var known) ? known.Version : 0) != document.ExpectedVersion;

    /// <summary>Adds or removes an edge; says whether it was there, and since when.</summary>
    protected virtual bool WriteEdge(in FoldedEdge edge, long at, out long addedAt)
    {
        var existed = Edges.TryGetValue(edge.Key, out addedAt);
        if (edge.Remove)
            Edges.Remove(edge.Key);
        else if (!existed)
            Edges[edge.Key] = at;
        return existed;
    }

    /// <summary>Adds the mark of an edge that is new, or takes that of an edge that goes.</summary>
    protected virtual void WriteMark(ref FoldedEdge edge, long at)
    {
        var mark = edge.Key with { Kind = edge.Mark! };
        if (edge.Remove)
            edge.Marked = Edges.Remove(mark);
        else if (!edge.Existed)
            Edges[mark] = at;
    }

    private CommitOutcome? Decide(WriteSet set, long at)
    {
        if (set.Operation is { } asked && CheckOperation(asked, at) is { } repeated)
            return repeated;
        foreach (ref readonly var key in set.Keys.AsSpan())
        {
            if (IsTaken(key))
                return new CommitOutcome.KeyTaken(key.Kind, key.Key);
        }

        foreach (ref readonly var document in set.Documents.AsSpan())
        {
            if (IsStale(document))
                return new CommitOutcome.VersionConflict(document.Id);
        }

        if (set.Operation is { } operation)
            Operations[operation.Id] = (operation.Fingerprint, operation.Result, at);
        foreach (ref readonly var key in set.Keys.AsSpan())
            WriteKey(key);
        foreach (ref readonly var document in set.Documents.AsSpan())
            WriteDocument(document);
        return null;
    }

    private void WriteKey(in KeyWrite key)
    {
        if (!key.Release)
            Keys[(key.Kind, key.Key)] = key.Entity;
        else if (Keys.TryGetValue((key.Kind, key.Key), out var holder) && holder == key.Entity)
            Keys.Remove((key.Kind, key.Key));
    }

    private void WriteDocument(in DocumentWrite document)
    {
        if (document.Body is null)
        {
            Documents.Remove(document.Id);
            Counters.Remove(document.Id);
            return;
        }

        ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(Documents, document.Id, out _);
        known = (known.Version + 1, document.Body);
    }

    private void WriteEdges(Batch batch, long at)
    {
        foreach (ref var edge in batch.Edges)
        {
            edge.Existed = WriteEdge(edge, at, out var addedAt);
            edge.AddedAt = edge.Remove ? addedAt : 0;
            if (edge.Mark is not null)
                WriteMark(ref edge, at);
        }
    }

    private long Add(string entity, string name, long delta)
    {
        if (!Counters.TryGetValue(entity, out var counters))
            Counters[entity] = counters = new Dictionary<string, long>(StringComparer.Ordinal);
        return CollectionsMarshal.GetValueRefOrAddDefault(counters, name, out _) += delta;
    }
}
