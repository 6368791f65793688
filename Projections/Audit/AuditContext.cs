using PromptGrid.Domain.Prompts;
using PromptGrid.Ledger;
using PromptGrid.Ledger.Audit;

namespace PromptGrid.Projections.Audit;

/// <summary>One pass: its stores, what it found, and its pace.</summary>
internal sealed class AuditContext(AuditStores stores, AuditRepairs? repairs, AuditSettings settings, TimeProvider time)
{
    /// <summary>Events that a projection may be behind; with more nothing of the partition is compared.</summary>
    private const int LagMax = 100_000;

    private readonly long _started = time.GetTimestamp();
    private readonly Dictionary<string, long> _counts = new(StringComparer.Ordinal);
    private readonly List<Drift> _found = [];
    private readonly List<Func<AuditRepairs, CancellationToken, ValueTask>> _repairs = [];
    private string _step = "";
    private long _rows;

    public AuditStores Stores => stores;

    public AuditSettings Settings => settings;

    public int Partitions => stores.Reader.PartitionCount;

    /// <summary>Things that were left out because they are changing.</summary>
    public long Waiting { get; set; }

    /// <summary>Repairs that were made.</summary>
    public int Repaired { get; private set; }

    public bool Repairs => repairs is not null;

    public void Begin(string step)
    {
        _step = step;
        settings.Progress?.Invoke(step, _rows);
    }

    /// <param name="repair">Null: nothing can be done about it. Made at the end of the page, when no snapshot is open.</param>
    public void Drifted(string kind, string entity, object? expected, object? found, Func<AuditRepairs, CancellationToken, ValueTask>? repair)
    {
        _counts[kind] = _counts.GetValueOrDefault(kind) + 1;
        if (_found.Count < AuditReport.FoundMax) _found.Add(new Drift(kind, entity, FormattableString.Invariant($"{expected}"), FormattableString.Invariant($"{found}")));
        if (repairs is not null && repair is not null) _repairs.Add(repair);
    }

    /// <summary>Ends a page: repairs what it found, and takes a rest if it must.</summary>
    public async ValueTask EndPageAsync(int rows, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        foreach (var repair in _repairs)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await repair(repairs!, cancellationToken);
            Repaired++;
        }

        _repairs.Clear();
        _rows += rows;
        settings.Progress?.Invoke(_step, _rows);
        if (settings.RowsPerSecond > 0 && rows > 0) await Task.Delay(TimeSpan.FromSeconds((double)rows / settings.RowsPerSecond), time, cancellationToken);
    }

    /// <summary>Which entities have events in the snapshot that somebody at those checkpoints has not seen.</summary>
    public async ValueTask<InFlight> ReadInFlightAsync(ILedgerSnapshot snapshot, Func<int, long> checkpoint, CancellationToken cancellationToken)
    {
        var result = new InFlight(stores.Reader);
        var heads = await snapshot.ReadHeadsAsync(cancellationToken);
        for (var partition = 0; partition < heads.Count; partition++)
        {
            var from = checkpoint(partition);
            if (heads[partition].Last - from > LagMax)
            {
                result.Partitions.Add(partition);
                continue;
            }

            while (from < heads[partition].Last && await snapshot.ReadEventsAsync(partition, from, 1_000, cancellationToken) is { Count: > 0 } events)
            {
                foreach (var e in events)
                {
                    result.Subjects.Add(e.Subject);
                    if (e.Name is PromptEventNames.Published or PromptEventNames.Edited or PromptEventNames.Deleted or PromptEventNames.Moderated) result.Edited.Add(e.Subject);
                }

                from = events[^1].Position.Sequence;
            }
        }

        return result;
    }

    public AuditReport Report() => new(_counts, _found, _rows, Waiting, time.GetElapsedTime(_started));
}

/// <summary>What a projection has not followed yet.</summary>
internal sealed class InFlight(ILedgerReader reader)
{
    public HashSet<string> Subjects { get; } = new(StringComparer.Ordinal);

    public HashSet<string> Edited { get; } = new(StringComparer.Ordinal);

    /// <summary>Partitions of which too much is open.</summary>
    public HashSet<int> Partitions { get; } = [];

    /// <summary>True when any event of the entity is open.</summary>
    public bool Touches(string id) => Subjects.Contains(id) || Partitions.Contains(reader.PartitionOf(id));

    /// <summary>True when an event about the entity's document is open; one about its reactions does not count.</summary>
    public bool Edits(string id) => Edited.Contains(id) || Partitions.Contains(reader.PartitionOf(id));
}
