namespace PromptGrid.Ledger.Lanes;

/// <summary>The identity of an edge.</summary>
internal readonly record struct EdgeKey(string Kind, string Source, string Target)
{
    public static EdgeKey Of(in EdgeWrite edge) => new(edge.Kind, edge.Source, edge.Target);

    public bool Equals(EdgeKey other) =>
        Source == other.Source && Target == other.Target && Kind == other.Kind;

    // Kinds are few: they would cost time and separate little.
    public override int GetHashCode() => HashCode.Combine(Source.GetHashCode(), Target.GetHashCode());

    /// <summary>The order of the primary key.</summary>
    public static int Compare(in EdgeKey x, in EdgeKey y)
    {
        var source = string.CompareOrdinal(x.Source, y.Source);
        if (source != 0)
            return source;
        var kind = string.CompareOrdinal(x.Kind, y.Kind);
        return kind != 0 ? kind : string.CompareOrdinal(x.Target, y.Target);
    }
}

/// <summary>All that one batch does to one edge: the database sees only the last write.</summary>
internal struct FoldedEdge
{
    public EdgeKey Key;

    /// <summary>Index of the tally's group in the batch; -1 when nobody counts this edge.</summary>
    public int Group;

    /// <summary>The last write removes the edge.</summary>
    public bool Remove;

    /// <summary>Kind of the mark that comes or goes with the edge; null for none.</summary>
    public string? Mark;

    /// <summary>Set by the store when the edge was removed: its mark went with it.</summary>
    public bool Marked;

    /// <summary>Set by the store: the edge was there before the batch.</summary>
    public bool Existed;

    /// <summary>Set by the store when the edge was removed: the time at which it had been added.</summary>
    public long AddedAt;

    /// <summary>While the writes are replayed: whether the edge is there now.</summary>
    public bool Present;
}

/// <summary>Changes of one batch that share a tally and a partition: one counter, one event.</summary>
internal sealed class TallyGroup
{
    public int Partition;
    public EdgeTally Tally = null!;

    /// <summary>Index of the tally's counter in the batch.</summary>
    public int Counter;

    public readonly List<string> Added = [];
    public readonly List<RemovedEdge> Removed = [];

    /// <summary>Those of <see cref="Added"/> that came with a mark; null while there are none.</summary>
    public List<string>? Marked;
    public bool IsReported;
}

/// <summary>All that one batch adds to one counter.</summary>
internal struct FoldedCounter
{
    public string Entity;
    public string Name;
    public long Delta;

    /// <summary>Set by the store: the value as committed.</summary>
    public long Value;

    /// <summary>While the outcomes are made: the value after the set at hand.</summary>
    public long Running;

    /// <summary>The one-element array of <see cref="Value"/> that the sets with no other counter share; null until asked for.</summary>
    public long[]? Alone;
}

/// <summary>An event of a batch. <paramref name="Ordinal"/> numbers the batch's events of one partition from 1;
/// <paramref name="Edges"/> is what <paramref name="Body"/> says, where it reports edges.</summary>
internal readonly record struct BatchEvent(int Partition, int Ordinal, string Name, int SchemaVersion, string Subject, string Body, EdgesChanged? Edges);

/// <summary>What one batch does to one partition.</summary>
internal struct PartitionHead
{
    public int Partition;

    /// <summary>How many events the batch appends; 0 when the partition is only read.</summary>
    public int Count;

    /// <summary>Set by the store: the sequence number of the partition's last event.</summary>
    public long Sequence;
}
