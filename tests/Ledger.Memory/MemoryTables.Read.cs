using System.Collections.Immutable;

namespace PromptGrid.Ledger.Memory;

/// <content>Reading, as one snapshot would.</content>
internal partial class MemoryTables
{
    private const int IdsMax = 1_000;

    public LedgerDocument? ReadDocument(string id) =>
        Documents.TryGetValue(id, out var document) ? new LedgerDocument(id, document.Version, document.Body, CountersOf(id)) : null;

    public IReadOnlyList<LedgerDocument> ReadDocuments(IReadOnlyCollection<string> ids)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ids.Count, IdsMax);
        return [.. ids.Distinct().Select(ReadDocument).OfType<LedgerDocument>()];
    }

    public IReadOnlyDictionary<string, ImmutableDictionary<string, long>> ReadCounters(IReadOnlyCollection<string> entities)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(entities.Count, IdsMax);
        return entities.Distinct().Where(Counters.ContainsKey).ToDictionary(e => e, CountersOf, StringComparer.Ordinal);
    }

    public IReadOnlyList<LedgerDocument> ScanDocuments(string prefix, string? afterId, int limit) =>
    [
        .. Documents.Keys
            .Where(id => id.StartsWith(prefix, StringComparison.Ordinal) && string.CompareOrdinal(id, afterId ?? "") > 0)
            .Order(StringComparer.Ordinal).Take(limit).Select(id => ReadDocument(id)!),
    ];

    public string? ResolveKey(string kind, string key) => Keys.GetValueOrDefault((kind, key));

    public IReadOnlyDictionary<string, string> ResolveKeys(string kind, IReadOnlyCollection<string> keys)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(keys.Count, IdsMax);
        return keys.Distinct().Where(key => Keys.ContainsKey((kind, key))).ToDictionary(key => key, key => Keys[(kind, key)]);
    }

    public Operation? ReadOperation(string id) =>
        Operations.TryGetValue(id, out var known) ? new Operation(id, known.Fingerprint, known.Result) : null;

    public IReadOnlySet<string> ExistingTargets(string kind, string source, IReadOnlyCollection<string> targets)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(targets.Count, IdsMax);
        return targets.Where(target => Edges.ContainsKey(new(kind, source, target))).ToHashSet();
    }

    public IReadOnlyList<Edge> ListEdgesFrom(string kind, string source, EdgeCursor? before, int limit) =>
        List(Edges.Where(e => e.Key.Kind == kind && e.Key.Source == source).Select(e => (e.Key.Target, e.Value)), before, limit)
            .Select(e => new Edge(kind, source, e.Other, Microseconds.ToTime(e.At))).ToList();

    public IReadOnlyList<Edge> ListEdgesTo(string kind, string target, EdgeCursor? before, int limit) =>
        List(Edges.Where(e => e.Key.Kind == kind && e.Key.Target == target).Select(e => (e.Key.Source, e.Value)), before, limit)
            .Select(e => new Edge(kind, e.Other, target, Microseconds.ToTime(e.At))).ToList();

    public IReadOnlyList<string> ListSourcesTo(string kind, string target, string? before, int limit) =>
        Edges.Keys.Where(e => e.Kind == kind && e.Target == target && (before is null || string.CompareOrdinal(e.Source, before) < 0))
            .Select(e => e.Source).OrderDescending(StringComparer.Ordinal).Take(limit).ToList();

    public IReadOnlyList<Edge> ListOldestEdgesTo(string kind, string target, EdgeCursor? after, int limit)
    {
        var edges = Edges.Where(e => e.Key.Kind == kind && e.Key.Target == target).Select(e => (Other: e.Key.Source, At: e.Value));
        if (after is { } cursor)
        {
            var at = Microseconds.From(cursor.At);
            edges = edges.Where(e => e.At > at || (e.At == at && string.CompareOrdinal(e.Other, cursor.Other) > 0));
        }

        return [.. edges.OrderBy(e => e.At).ThenBy(e => e.Other, StringComparer.Ordinal).Take(limit).Select(e => new Edge(kind, e.Other, target, Microseconds.ToTime(e.At)))];
    }

    public long CountEdgesTo(string kind, string target) => Edges.LongCount(e => e.Key.Kind == kind && e.Key.Target == target);

    public IReadOnlyList<LedgerEvent> ReadEvents(int partition, long afterSequence, int limit)
    {
        var events = Events[partition];
        var start = (int)Math.Clamp(afterSequence, 0, events.Count);
        return events.GetRange(start, Math.Min(limit, events.Count - start));
    }

    public long ReadHead(int partition) => Events[partition].Count;

    private ImmutableDictionary<string, long> CountersOf(string entity) =>
        Counters.TryGetValue(entity, out var counters) ? counters.ToImmutableDictionary(StringComparer.Ordinal) : ImmutableDictionary<string, long>.Empty;

    private static IEnumerable<(string Other, long At)> List(IEnumerable<(string Other, long At)> edges, EdgeCursor? before, int limit)
    {
        if (before is { } cursor)
        {
            var at = Microseconds.From(cursor.At);
            edges = edges.Where(e => e.At < at || (e.At == at && string.CompareOrdinal(e.Other, cursor.Other) < 0));
        }

        return edges.OrderByDescending(e => e.At).ThenByDescending(e => e.Other, StringComparer.Ordinal).Take(limit);
    }
}
