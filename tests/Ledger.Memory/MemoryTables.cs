using PromptGrid.Ledger.Lanes;

namespace PromptGrid.Ledger.Memory;

/// <summary>
/// The tables of a ledger, in memory: what a database would keep. Folding, replaying and settling are the product's own
/// <see cref="Batch"/>; only the rows are here. Not thread-safe: whoever shares one takes turns.
/// </summary>
/// <remarks>What may refuse a set is virtual, so that a test can break one rule at a time.</remarks>
internal partial class MemoryTables
{
    public MemoryTables(int partitions, TimeSpan operationRetention)
    {
        OperationRetention = (long)operationRetention.TotalMicroseconds;
        Events = new List<LedgerEvent>[partitions];
        for (var partition = 0; partition < partitions; partition++)
            Events[partition] = [];
    }

    public int Partitions => Events.Length;

    /// <summary>Per partition; the sequence number of an event is its place, from 1.</summary>
    public List<LedgerEvent>[] Events { get; private set; }

    public Dictionary<string, (long Version, string Body)> Documents { get; private set; } = new(StringComparer.Ordinal);

    /// <summary>Entity → counter → value.</summary>
    public Dictionary<string, Dictionary<string, long>> Counters { get; private set; } = new(StringComparer.Ordinal);

    public Dictionary<(string Kind, string Key), string> Keys { get; private set; } = [];

    /// <summary>Edge → the time at which it was added, in microseconds.</summary>
    public Dictionary<EdgeKey, long> Edges { get; private set; } = [];

    public Dictionary<string, (string Fingerprint, string Result, long At)> Operations { get; private set; } = new(StringComparer.Ordinal);

    public Dictionary<(string Projection, int Partition), long> Checkpoints { get; private set; } = [];

    public List<DeadLetter> DeadLetters { get; private set; } = [];

    protected long OperationRetention { get; }

    /// <summary>What a disk would hold if it lost everything from here on.</summary>
    public MemoryTables Copy()
    {
        var copy = (MemoryTables)MemberwiseClone();
        copy.Take(this);
        return copy;
    }

    /// <summary>Becomes what <paramref name="other"/> is.</summary>
    public void Take(MemoryTables other)
    {
        Events = [.. other.Events.Select(events => new List<LedgerEvent>(events))];
        Documents = new(other.Documents, StringComparer.Ordinal);
        Counters = other.Counters.ToDictionary(c => c.Key, c => new Dictionary<string, long>(c.Value, StringComparer.Ordinal), StringComparer.Ordinal);
        Keys = new(other.Keys);
        Edges = new(other.Edges);
        Operations = new(other.Operations, StringComparer.Ordinal);
        Checkpoints = new(other.Checkpoints);
        DeadLetters = [.. other.DeadLetters];
    }

    public void WriteCheckpoint(string projection, int partition, long sequence, bool reset)
    {
        if (reset || !Checkpoints.TryGetValue((projection, partition), out var known) || known < sequence)
            Checkpoints[(projection, partition)] = sequence;
    }

    /// <summary>Oldest first.</summary>
    public List<DeadLetter> ListDeadLetters(string? projection, int limit) =>
    [
        .. DeadLetters.Where(letter => projection is null || letter.Projection == projection)
            .OrderBy(letter => letter.At).ThenBy(letter => letter.Projection, StringComparer.Ordinal)
            .ThenBy(letter => letter.Position.Partition).ThenBy(letter => letter.Position.Sequence).Take(limit),
    ];

    public void AddDeadLetter(DeadLetter letter)
    {
        if (!DeadLetters.Exists(known => known.Projection == letter.Projection && known.Position == letter.Position))
            DeadLetters.Add(letter);
    }
}
