namespace PromptGrid.Ledger.Conformance.Tests;

/// <summary>
/// What a ledger is, in a page: plain dictionaries, one set after the other. Whatever a store does to be fast, its answers
/// must be the model's.
/// </summary>
internal sealed class LedgerModel
{
    public Dictionary<string, (long Version, string Body)> Documents { get; } = [];

    public Dictionary<(string Entity, string Name), long> Counters { get; } = [];

    public Dictionary<(string Kind, string Key), string> Keys { get; } = [];

    public HashSet<(string Kind, string Source, string Target)> Edges { get; } = [];

    public Dictionary<string, Operation> Operations { get; } = [];

    /// <summary>Bodies of the events that the sets themselves carry, by partition.</summary>
    public Dictionary<int, List<string>> Events { get; } = [];

    /// <summary>Executes one set.</summary>
    /// <returns>Null when it was committed; otherwise why not.</returns>
    public CommitOutcome? Apply(WriteSet set, int partition, List<bool> edgesChanged)
    {
        if (Refusal(set) is { } refusal)
            return refusal;

        if (set.Operation is { } operation)
            Operations[operation.Id] = operation;
        foreach (var key in set.Keys)
            ApplyKey(key);
        foreach (var document in set.Documents)
            ApplyDocument(document);
        foreach (var edge in set.Edges)
            edgesChanged.Add(ApplyEdge(edge));
        foreach (var addition in set.Counters)
            Add(addition.Entity, addition.Counter, addition.Delta);
        foreach (var written in set.Events)
            (Events.TryGetValue(partition, out var events) ? events : Events[partition] = []).Add(written.Body);
        return null;
    }

    public long Counter(string entity, string name) => Counters.GetValueOrDefault((entity, name));

    private CommitOutcome? Refusal(WriteSet set)
    {
        if (set.Operation is { } operation && Operations.TryGetValue(operation.Id, out var done))
            return done.Fingerprint == operation.Fingerprint ? new CommitOutcome.AlreadyDone(done.Result) : new CommitOutcome.OperationMismatch();
        foreach (var key in set.Keys)
        {
            if (!key.Release && Keys.TryGetValue((key.Kind, key.Key), out var holder) && holder != key.Entity)
                return new CommitOutcome.KeyTaken(key.Kind, key.Key);
        }

        foreach (var document in set.Documents)
        {
            if (Documents.GetValueOrDefault(document.Id).Version != document.ExpectedVersion)
                return new CommitOutcome.VersionConflict(document.Id);
        }

        return null;
    }

    private void ApplyKey(KeyWrite key)
    {
        if (!key.Release)
            Keys[(key.Kind, key.Key)] = key.Entity;
        else if (Keys.GetValueOrDefault((key.Kind, key.Key)) == key.Entity)
            Keys.Remove((key.Kind, key.Key));
    }

    private void ApplyDocument(DocumentWrite document)
    {
        if (document.Body is not null)
        {
            Documents[document.Id] = (document.ExpectedVersion + 1, document.Body);
            return;
        }

        Documents.Remove(document.Id);
        foreach (var counter in Counters.Keys.Where(counter => counter.Entity == document.Id).ToList())
            Counters.Remove(counter);
    }

    private bool ApplyEdge(EdgeWrite edge)
    {
        var key = (edge.Kind, edge.Source, edge.Target);
        var changed = edge.Remove ? Edges.Remove(key) : Edges.Add(key);
        if (changed && edge.Tally is { } tally)
            Add(tally.Entity, tally.Counter, edge.Remove ? -1 : 1);
        return changed;
    }

    private void Add(string entity, string name, long delta) => Counters[(entity, name)] = Counter(entity, name) + delta;
}
