using PromptGrid.Ledger;

namespace PromptGrid.Projections.Audit;

/// <summary>
/// Sums over all events for one range of entities after another: as many at once as may be in memory. A range begins
/// after <paramref name="after"/>; where it ends shows while the events are read, because entities that are too many are
/// dropped from the end, and all that are left saw every event.
/// </summary>
internal sealed class EventSums<T>(string after, int max)
    where T : new()
{
    private Dictionary<string, T> _sums = new(StringComparer.Ordinal);

    /// <summary>The last entity of the range; null when it ends with the last there is.</summary>
    public string? End { get; private set; }

    public IReadOnlyDictionary<string, T> All => _sums;

    public bool Covers(string entity) => string.CompareOrdinal(entity, after) > 0 && (End is null || string.CompareOrdinal(entity, End) <= 0);

    /// <summary>The sum of an entity; null when it is outside of the range.</summary>
    public T? Of(string entity)
    {
        if (!Covers(entity)) return default;
        if (_sums.TryGetValue(entity, out var sum)) return sum;
        _sums[entity] = sum = new T();
        if (_sums.Count <= max) return sum;
        var kept = _sums.OrderBy(s => s.Key, StringComparer.Ordinal).Take(Math.Max(1, max / 2)).ToDictionary(s => s.Key, s => s.Value, StringComparer.Ordinal);
        (_sums, End) = (kept, kept.Keys.Max(StringComparer.Ordinal));
        return _sums.GetValueOrDefault(entity);
    }
}

/// <summary>Walks through events.</summary>
internal static class EventWalk
{
    /// <summary>Hands over the events of each partition after <paramref name="from"/> up to <paramref name="to"/>, in
    /// order, and moves <paramref name="from"/> along.</summary>
    public static async Task WalkAsync(AuditContext context, long[] from, IReadOnlyList<long> to, Action<LedgerEvent> handle, CancellationToken cancellationToken)
    {
        for (var partition = 0; partition < from.Length; partition++)
        {
            while (from[partition] < to[partition])
            {
                IReadOnlyList<LedgerEvent> events;
                await using (var snapshot = await context.Stores.Ledger.OpenAsync(cancellationToken))
                {
                    events = await snapshot.ReadEventsAsync(partition, from[partition], context.Settings.PageSize, cancellationToken);
                }

                foreach (var e in events)
                {
                    if (e.Position.Sequence <= to[partition]) handle(e);
                }

                from[partition] = events.Count == 0 ? to[partition] : Math.Min(to[partition], events[^1].Position.Sequence);
                await context.EndPageAsync(events.Count, cancellationToken);
            }
        }
    }
}
