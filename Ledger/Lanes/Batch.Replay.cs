using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace PromptGrid.Ledger.Lanes;

/// <summary>The second half: what each set really changed, and what follows from that.</summary>
internal sealed partial class Batch
{
    private static readonly ImmutableArray<bool> ChangedOnce = [true];
    private static readonly ImmutableArray<bool> UnchangedOnce = [false];
    private static readonly ImmutableArray<long> Uncounted = [-1];

    private readonly List<bool> _changed = [];
    private readonly List<BatchEvent> _events = [];
    private readonly List<PartitionHead> _heads = [];

    /// <summary>The events to append, in order.</summary>
    public List<BatchEvent> Events => _events;

    /// <summary>The partitions of the batch's sets.</summary>
    public Span<PartitionHead> Heads => CollectionsMarshal.AsSpan(_heads);

    /// <summary>Derives from what was there before the batch how each write changed its edge, and from that the counters
    /// and events.</summary>
    public void Replay()
    {
        ClearReplayed();
        ReplayEdges();
        foreach (var commit in _commits)
            HeadOf(commit.Partition);
        CollectEvents();
    }

    /// <summary>The sequence number of one of <see cref="Events"/>, once the heads are known.</summary>
    public long SequenceOf(in BatchEvent written) => HeadOf(written.Partition).Sequence - BackOf(written);

    /// <summary>How far one of <see cref="Events"/> stands before its partition's last one.</summary>
    public int BackOf(in BatchEvent written) => HeadOf(written.Partition).Count - written.Ordinal;

    /// <summary>Fills in the committed head of one of the batch's partitions.</summary>
    public void SetHead(int partition, long sequence) => HeadOf(partition).Sequence = sequence;

    /// <summary>Gives every set that was not refused its outcome.</summary>
    public void Settle(long at)
    {
        var time = Microseconds.ToTime(at);
        foreach (ref var counter in Counters)
            counter.Running = counter.Value - counter.Delta;

        var edge = 0;
        var addition = 0;
        foreach (var commit in _commits)
        {
            Advance(commit.Set, edge, addition);
            var edges = commit.Set.Edges.Length;
            var additions = commit.Set.Counters.Length;
            var after = ValuesOf(edge, edges, addition, additions);
            commit.Outcome = new CommitOutcome.Committed(
                new LedgerPosition(commit.Partition, HeadOf(commit.Partition).Sequence),
                time,
                ChangedOf(edge, edges),
                after.Own,
                after.Batch);
            edge += edges;
            addition += additions;
        }
    }

    /// <summary>What the committed batch appended, per partition and in order.</summary>
    public IReadOnlyCollection<IReadOnlyList<LedgerEvent>> Appended(long at)
    {
        var time = Microseconds.ToTime(at);
        var partitions = new Dictionary<int, List<LedgerEvent>>(_heads.Count);
        foreach (ref readonly var written in CollectionsMarshal.AsSpan(_events))
        {
            ref var events = ref CollectionsMarshal.GetValueRefOrAddDefault(partitions, written.Partition, out _);
            events ??= new List<LedgerEvent>(HeadOf(written.Partition).Count);
            events.Add(new LedgerEvent(
                new LedgerPosition(written.Partition, SequenceOf(written)), written.Name, written.SchemaVersion, written.Subject, time, written.Body, written.Edges));
        }

        return partitions.Values;
    }

    private void ClearReplayed()
    {
        _changed.Clear();
        _events.Clear();
        _heads.Clear();
    }

    private void ReplayEdges()
    {
        var edges = Edges;
        var counters = Counters;
        foreach (ref var edge in edges)
            edge.Present = edge.Existed;

        var write = 0;
        foreach (var commit in _commits)
        {
            foreach (ref readonly var edge in commit.Set.Edges.AsSpan())
            {
                ref var folded = ref edges[_edgeOfWrite[write++]];
                var changed = folded.Present == edge.Remove;
                folded.Present = !edge.Remove;
                _changed.Add(changed);
                if (changed && folded.Group >= 0)
                    counters[_groups[folded.Group].Counter].Delta += edge.Remove ? -1 : 1;
            }
        }

        foreach (ref readonly var edge in edges)
        {
            if (edge.Present == edge.Existed || edge.Group < 0 || _groups[edge.Group].Tally.EventName is null)
                continue;
            var group = _groups[edge.Group];
            if (!edge.Present)
            {
                group.Removed.Add(new RemovedEdge(edge.Key.Source, edge.AddedAt, edge.Marked));
                continue;
            }

            group.Added.Add(edge.Key.Source);
            if (edge.Mark is not null)
                (group.Marked ??= []).Add(edge.Key.Source);
        }
    }

    // A group's event stands where its first set stood, after that set's own events: as if that set had come alone.
    private void CollectEvents()
    {
        var write = 0;
        foreach (var commit in _commits)
        {
            foreach (ref readonly var written in commit.Set.Events.AsSpan())
                Append(commit.Partition, written.Name, written.SchemaVersion, written.Subject, written.Body, null);
            for (var last = write + commit.Set.Edges.Length; write < last; write++)
            {
                var group = _edges[_edgeOfWrite[write]].Group;
                if (group >= 0 && !_groups[group].IsReported)
                    Report(_groups[group]);
            }
        }
    }

    private void Report(TallyGroup group)
    {
        group.IsReported = true;
        if (group.Added.Count == 0 && group.Removed.Count == 0)
            return;
        var edges = new EdgesChanged([.. group.Added], [.. group.Removed]) { Marked = group.Marked is null ? default : [.. group.Marked] };
        Append(group.Partition, group.Tally.EventName!, 1, group.Tally.Entity, JsonSerializer.Serialize(edges, LedgerJson.Default.EdgesChanged), edges);
    }

    private void Append(int partition, string name, int schemaVersion, string subject, string body, EdgesChanged? edges)
    {
        ref var head = ref HeadOf(partition);
        _events.Add(new BatchEvent(partition, ++head.Count, name, schemaVersion, subject, body, edges));
    }

    // A lane serves a few partitions: walking the list beats hashing.
    private ref PartitionHead HeadOf(int partition)
    {
        var heads = Heads;
        for (var i = 0; i < heads.Length; i++)
        {
            if (heads[i].Partition == partition)
                return ref heads[i];
        }

        _heads.Add(new PartitionHead { Partition = partition });
        return ref Heads[^1];
    }

    private ImmutableArray<bool> ChangedOf(int first, int count) => count switch
    {
        0 => [],
        1 => _changed[first] ? ChangedOnce : UnchangedOnce,
        _ => [.. CollectionsMarshal.AsSpan(_changed).Slice(first, count)],
    };

    // Takes the counters one set further.
    private void Advance(WriteSet set, int edge, int addition)
    {
        var counters = Counters;
        foreach (ref readonly var write in set.Edges.AsSpan())
        {
            var group = _edges[_edgeOfWrite[edge]].Group;
            if (_changed[edge++] && group >= 0)
                counters[_groups[group].Counter].Running += write.Remove ? -1 : 1;
        }

        foreach (ref readonly var added in set.Counters.AsSpan())
            counters[_counterOfAddition[addition++]].Running += added.Delta;
    }

    private (ImmutableArray<long> Own, ImmutableArray<long> Batch) ValuesOf(int edge, int edges, int addition, int additions)
    {
        if (edges + additions == 0)
            return ([], []);
        if (edges + additions == 1)
            return ValueOf(edges == 1 ? CounterOfEdge(edge) : _counterOfAddition[addition]);

        var own = new long[edges + additions];
        var batch = new long[edges + additions];
        for (var i = 0; i < own.Length; i++)
        {
            var counter = i < edges ? CounterOfEdge(edge + i) : _counterOfAddition[addition + i - edges];
            (own[i], batch[i]) = counter < 0 ? (-1, -1) : (_counters[counter].Running, _counters[counter].Value);
        }

        return (ImmutableCollectionsMarshal.AsImmutableArray(own), ImmutableCollectionsMarshal.AsImmutableArray(batch));
    }

    // The likes of one prompt: many of these in one batch, so what they have in common is made once.
    private (ImmutableArray<long> Own, ImmutableArray<long> Batch) ValueOf(int index)
    {
        if (index < 0)
            return (Uncounted, Uncounted);
        ref var counter = ref Counters[index];
        var batch = ImmutableCollectionsMarshal.AsImmutableArray(counter.Alone ??= [counter.Value]);
        return (counter.Running == counter.Value ? batch : [counter.Running], batch);
    }

    private int CounterOfEdge(int write) => _edges[_edgeOfWrite[write]].Group is var group && group < 0 ? -1 : _groups[group].Counter;
}
