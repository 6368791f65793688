using System.Runtime.InteropServices;

namespace PromptGrid.Ledger.Lanes;

/// <summary>
/// What one transaction does: the sets that share it, and their edges and counters folded so that each row is written
/// once. One instance serves a lane for ever.
/// </summary>
/// <remarks>
/// The steps: <see cref="TryAdd"/> until it refuses; the store decides the conditional sets and gives the refused ones an
/// outcome; <see cref="DropRefused"/>; the store writes <see cref="Edges"/> and fills in what was there before;
/// <see cref="Replay"/>; the store writes <see cref="Counters"/>, <see cref="Heads"/> and <see cref="Events"/> and fills in
/// the committed values; after the commit, <see cref="Settle"/>. The results equal those of executing the sets one after
/// the other, because a set for which folding could make a difference is not added but starts the next batch.
/// </remarks>
/// <param name="sizeMax">Sets in one batch at the most.</param>
/// <param name="independent">True when no two sets of a batch may name the same document, key or operation, so that a store
/// may decide all of them at once.</param>
internal sealed partial class Batch(int sizeMax, bool independent)
{
    // Bounds the memory of one transaction; far more than the likes of one batch, some 80 of the largest documents.
    private const int CharactersMax = 8 * 1024 * 1024;

    private readonly List<LaneItem> _items = [];
    private readonly List<PendingCommit> _commits = [];
    private readonly List<FoldedEdge> _edges = [];
    private readonly List<FoldedCounter> _counters = [];
    private readonly List<TallyGroup> _groups = [];
    private readonly Dictionary<EdgeKey, int> _edgeIndex = [];
    private readonly Dictionary<(string, string), int> _counterIndex = [];
    private readonly Dictionary<(int, EdgeTally), int> _groupIndex = [];
    private readonly HashSet<(string, string)> _claimed = [];

    // Indexes into _edges and _counters for each edge and addition of each set, in order.
    private readonly List<int> _edgeOfWrite = [];
    private readonly List<int> _counterOfAddition = [];
    private EdgeTally? _lastTally;
    private int _lastTallyPartition;
    private int _lastGroup;
    private int _characters;

    /// <summary>Everything that waits for this transaction, whatever became of it.</summary>
    public List<LaneItem> Items => _items;

    /// <summary>The write sets that were not refused, in order.</summary>
    public List<PendingCommit> Commits => _commits;

    public Span<FoldedEdge> Edges => CollectionsMarshal.AsSpan(_edges);

    public Span<FoldedCounter> Counters => CollectionsMarshal.AsSpan(_counters);

    /// <summary>Empties the batch for the next transaction.</summary>
    public void Clear()
    {
        _items.Clear();
        _commits.Clear();
        _claimed.Clear();
        _characters = 0;
        ClearFolded();
    }

    /// <summary>Adds an item, or returns false when it has to wait for the next batch.</summary>
    public bool TryAdd(LaneItem item)
    {
        if (_items.Count >= sizeMax)
            return false;
        if (item is not PendingCommit commit)
        {
            _items.Add(item);
            return true;
        }

        var characters = CharactersOf(commit.Set);
        if (_items.Count > 0 && (_characters + characters > CharactersMax || DependsOnBatch(commit)))
            return false;

        _characters += characters;
        _items.Add(item);
        _commits.Add(commit);
        if (independent && commit.IsConditional)
            Claim(commit.Set);
        Fold(commit);
        return true;
    }

    /// <summary>Takes out the sets that have an outcome already, and with them all they would have changed.</summary>
    /// <returns>True when there were any.</returns>
    public bool DropRefused()
    {
        if (_commits.RemoveAll(static commit => commit.Outcome is not null) == 0)
            return false;
        Refold();
        return true;
    }

    /// <summary>Forgets what a failed attempt has filled in.</summary>
    public void Refold()
    {
        ClearFolded();
        foreach (var commit in _commits)
            Fold(commit);
    }

    private static int CharactersOf(WriteSet set)
    {
        var characters = set.Operation?.Result.Length ?? 0;
        foreach (ref readonly var document in set.Documents.AsSpan())
            characters += document.Body?.Length ?? 0;
        foreach (ref readonly var written in set.Events.AsSpan())
            characters += written.Body.Length;
        return characters;
    }

    private bool DependsOnBatch(PendingCommit commit)
    {
        var set = commit.Set;
        if (independent && commit.IsConditional && RepeatsClaim(set))
            return true;

        // Deleting a document deletes its counters first, counting comes last: an earlier set's count would survive.
        foreach (ref readonly var document in set.Documents.AsSpan())
        {
            if (document.Body is not null)
                continue;
            foreach (ref readonly var counter in Counters)
            {
                if (counter.Entity == document.Id)
                    return true;
            }
        }

        // One edge, one tally, one partition: otherwise the net change would belong to nobody.
        foreach (ref readonly var edge in set.Edges.AsSpan())
        {
            if (_edgeIndex.TryGetValue(EdgeKey.Of(edge), out var index)
                && !IsGroup(_edges[index].Group, edge.Tally, commit.Partition))
                return true;
        }

        return false;
    }

    private bool IsGroup(int group, EdgeTally? tally, int partition)
    {
        if (group < 0 || tally is null)
            return group < 0 && tally is null;
        return _groups[group].Partition == partition && _groups[group].Tally.Equals(tally);
    }

    private bool RepeatsClaim(WriteSet set)
    {
        if (_claimed.Count == 0)
            return false;
        if (set.Operation is { } operation && _claimed.Contains((OperationClaim, operation.Id)))
            return true;
        foreach (ref readonly var document in set.Documents.AsSpan())
        {
            if (_claimed.Contains((DocumentClaim, document.Id)))
                return true;
        }

        foreach (ref readonly var key in set.Keys.AsSpan())
        {
            if (_claimed.Contains((KeyClaim + key.Kind, key.Key)))
                return true;
        }

        return false;
    }

    private const string OperationClaim = "operation";
    private const string DocumentClaim = "document";
    private const string KeyClaim = "key/";

    private void Claim(WriteSet set)
    {
        if (set.Operation is { } operation)
            _claimed.Add((OperationClaim, operation.Id));
        foreach (ref readonly var document in set.Documents.AsSpan())
            _claimed.Add((DocumentClaim, document.Id));
        foreach (ref readonly var key in set.Keys.AsSpan())
            _claimed.Add((KeyClaim + key.Kind, key.Key));
    }

    private void ClearFolded()
    {
        _edges.Clear();
        _counters.Clear();
        _groups.Clear();
        _edgeIndex.Clear();
        _counterIndex.Clear();
        _groupIndex.Clear();
        _edgeOfWrite.Clear();
        _counterOfAddition.Clear();
        _lastTally = null;
        ClearReplayed();
    }

    private void Fold(PendingCommit commit)
    {
        foreach (ref readonly var edge in commit.Set.Edges.AsSpan())
        {
            var key = EdgeKey.Of(edge);
            ref var index = ref CollectionsMarshal.GetValueRefOrAddDefault(_edgeIndex, key, out var known);
            if (!known)
            {
                index = _edges.Count;
                _edges.Add(new FoldedEdge { Key = key, Group = edge.Tally is { } tally ? GroupOf(tally, commit.Partition) : -1 });
            }

            // An edge that is added again has the mark with which it came first.
            ref var folded = ref CollectionsMarshal.AsSpan(_edges)[index];
            if (!known || folded.Remove || edge.Remove)
                folded.Mark = edge.Mark;
            folded.Remove = edge.Remove;
            _edgeOfWrite.Add(index);
        }

        foreach (ref readonly var addition in commit.Set.Counters.AsSpan())
        {
            var index = CounterOf(addition.Entity, addition.Counter);
            Counters[index].Delta += addition.Delta;
            _counterOfAddition.Add(index);
        }
    }

    private int GroupOf(EdgeTally tally, int partition)
    {
        if (ReferenceEquals(tally, _lastTally) && partition == _lastTallyPartition)
            return _lastGroup;
        ref var index = ref CollectionsMarshal.GetValueRefOrAddDefault(_groupIndex, (partition, tally), out var known);
        if (!known)
        {
            index = _groups.Count;
            _groups.Add(new TallyGroup { Partition = partition, Tally = tally, Counter = CounterOf(tally.Entity, tally.Counter) });
        }

        (_lastTally, _lastTallyPartition, _lastGroup) = (tally, partition, index);
        return index;
    }

    private int CounterOf(string entity, string name)
    {
        ref var index = ref CollectionsMarshal.GetValueRefOrAddDefault(_counterIndex, (entity, name), out var known);
        if (!known)
        {
            index = _counters.Count;
            _counters.Add(new FoldedCounter { Entity = entity, Name = name });
        }

        return index;
    }
}
