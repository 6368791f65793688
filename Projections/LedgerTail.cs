using System.Collections.Concurrent;
using PromptGrid.Ledger;

namespace PromptGrid.Projections;

/// <summary>
/// Reads events for all projections of this process: what this process committed, or one of them just read from the
/// ledger, the others get from memory. Never leaves out an event; may not know the newest ones of other processes, which
/// the next read of the ledger brings.
/// </summary>
/// <remarks>Thread-safe. Keeps a bounded number of events per partition, and only of partitions that somebody reads here: as
/// many as the slowest pace of a projection lets gather on one machine, so that under load none has to read the ledger.</remarks>
public sealed class LedgerTail(ILedgerReader reader) : ILedgerListener
{
    /// <summary>The newest events that each partition keeps, however many partitions there are.</summary>
    public const int EventsMin = 4_000;

    // Divided among the partitions, where that gives each more.
    private const int EventsTotal = 48_000;

    private readonly ConcurrentDictionary<int, Tail> _tails = new();

    /// <summary>Up to <paramref name="limit"/> events after a sequence number, in order and without gaps; empty only when the
    /// ledger itself had none.</summary>
    public async ValueTask<IReadOnlyList<LedgerEvent>> ReadAsync(int partition, long afterSequence, int limit, CancellationToken cancellationToken)
    {
        var tail = _tails.GetOrAdd(partition, static (_, reader) => new Tail(Math.Max(EventsMin, EventsTotal / reader.PartitionCount)), reader);
        if (tail.Read(afterSequence, limit) is { Count: > 0 } known) return known;
        var events = await reader.ReadEventsAsync(partition, afterSequence, limit, cancellationToken);
        if (events.Count > 0) tail.Add(events);
        return events;
    }

    /// <summary>Takes what was just committed here. What another process committed in between is missing then: whoever has
    /// not read it yet asks the ledger.</summary>
    public void OnCommitted(IReadOnlyList<LedgerEvent> events)
    {
        if (_tails.TryGetValue(events[0].Position.Partition, out var tail)) tail.Add(events);
    }

    private sealed class Tail(int keep)
    {
        private readonly Lock _lock = new();
        private List<LedgerEvent> _events = [];

        public List<LedgerEvent>? Read(long after, int limit)
        {
            lock (_lock)
            {
                if (_events.Count == 0) return null;
                var first = _events[0].Position.Sequence;
                // Sequences have no gaps, so a place in the list follows from the number.
                var start = after + 1 - first;
                return start < 0 || start >= _events.Count ? null : _events.GetRange((int)start, (int)Math.Min(limit, _events.Count - start));
            }
        }

        public void Add(IReadOnlyList<LedgerEvent> events)
        {
            lock (_lock)
            {
                var last = _events.Count == 0 ? -1 : _events[^1].Position.Sequence;
                if (events[0].Position.Sequence > last + 1 || _events.Count == 0) _events = [.. events];
                else _events.AddRange(events.Where(e => e.Position.Sequence > last));
                // Cut down rarely, so that a small addition does not copy thousands.
                if (_events.Count > keep * 3 / 2) _events = _events.GetRange(_events.Count - keep, keep);
            }
        }
    }
}
