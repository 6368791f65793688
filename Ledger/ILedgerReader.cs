using System.Collections.Immutable;

namespace PromptGrid.Ledger;

/// <summary>The read side. Every method sees at least what was committed before it was called.</summary>
public interface ILedgerReader
{
    /// <summary>The number of partitions, fixed when the ledger is created.</summary>
    int PartitionCount { get; }

    /// <summary>The partition of an entity: FNV-1a of the id's UTF-8 bytes, modulo <see cref="PartitionCount"/>.</summary>
    int PartitionOf(string entity);

    /// <summary>One document with its counters, or null.</summary>
    ValueTask<LedgerDocument?> ReadDocumentAsync(string id, CancellationToken cancellationToken = default);

    /// <summary>The documents that exist among <paramref name="ids"/> (at most 1,000), with their counters, in no
    /// particular order.</summary>
    ValueTask<IReadOnlyList<LedgerDocument>> ReadDocumentsAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken = default);

    /// <summary>The counters of those entities (at most 1,000) that have any, without reading a document.</summary>
    ValueTask<IReadOnlyDictionary<string, ImmutableDictionary<string, long>>> ReadCountersAsync(IReadOnlyCollection<string> entities, CancellationToken cancellationToken = default);

    /// <summary>Documents whose id starts with <paramref name="prefix"/>, in ordinal id order, after
    /// <paramref name="afterId"/>; for audits and rebuilds.</summary>
    ValueTask<IReadOnlyList<LedgerDocument>> ScanDocumentsAsync(string prefix, string? afterId, int limit, CancellationToken cancellationToken = default);

    /// <summary>The entity that holds a key, or null.</summary>
    ValueTask<string?> ResolveKeyAsync(string kind, string key, CancellationToken cancellationToken = default);

    /// <summary>The holders of those keys (at most 1,000) that are held.</summary>
    ValueTask<IReadOnlyDictionary<string, string>> ResolveKeysAsync(string kind, IReadOnlyCollection<string> keys, CancellationToken cancellationToken = default);

    /// <summary>An operation that was done and is still remembered, or null: for decisions that would refuse a repeat before
    /// the ledger could tell that it is one.</summary>
    ValueTask<Operation?> ReadOperationAsync(string id, CancellationToken cancellationToken = default);

    /// <summary>Those of <paramref name="targets"/> (at most 1,000) to which <paramref name="source"/> has an edge.</summary>
    ValueTask<IReadOnlySet<string>> ExistingTargetsAsync(string kind, string source, IReadOnlyCollection<string> targets, CancellationToken cancellationToken = default);

    /// <summary>Edges from <paramref name="source"/>, newest first, before <paramref name="before"/>.</summary>
    ValueTask<IReadOnlyList<Edge>> ListEdgesFromAsync(string kind, string source, EdgeCursor? before, int limit, CancellationToken cancellationToken = default);

    /// <summary>Edges to <paramref name="target"/>, newest first, before <paramref name="before"/>.</summary>
    ValueTask<IReadOnlyList<Edge>> ListEdgesToAsync(string kind, string target, EdgeCursor? before, int limit, CancellationToken cancellationToken = default);

    /// <summary>The sources of edges to <paramref name="target"/>, by id from the highest down, below
    /// <paramref name="before"/>: for ids that sort by time, the newest source first, whenever its edge was added. Looks at
    /// every edge of the target.</summary>
    ValueTask<IReadOnlyList<string>> ListSourcesToAsync(string kind, string target, string? before, int limit, CancellationToken cancellationToken = default);

    /// <summary>Edges to <paramref name="target"/>, oldest first, after <paramref name="after"/>.</summary>
    ValueTask<IReadOnlyList<Edge>> ListOldestEdgesToAsync(string kind, string target, EdgeCursor? after, int limit, CancellationToken cancellationToken = default);

    /// <summary>How many edges of a kind lead to <paramref name="target"/>; O(n), for audits.</summary>
    ValueTask<long> CountEdgesToAsync(string kind, string target, CancellationToken cancellationToken = default);

    /// <summary>Up to <paramref name="limit"/> events of a partition after <paramref name="afterSequence"/>, in order and
    /// without gaps.</summary>
    ValueTask<IReadOnlyList<LedgerEvent>> ReadEventsAsync(int partition, long afterSequence, int limit, CancellationToken cancellationToken = default);

    /// <summary>The last sequence number of a partition; 0 when it is empty.</summary>
    ValueTask<long> ReadHeadAsync(int partition, CancellationToken cancellationToken = default);

    /// <summary>The last sequence number of each partition, of one moment.</summary>
    ValueTask<IReadOnlyList<long>> ReadHeadsAsync(CancellationToken cancellationToken = default);

    /// <summary>Completes when the database answers; throws <see cref="LedgerUnavailableException"/> when it does not.</summary>
    ValueTask PingAsync(CancellationToken cancellationToken = default);
}

/// <summary>A committed document. <paramref name="Counters"/> holds the counters that were ever written.</summary>
public sealed record LedgerDocument(string Id, long Version, string Body, ImmutableDictionary<string, long> Counters)
{
    /// <summary>The value of a counter; 0 when it was never written.</summary>
    public long Counter(string name) => Counters.GetValueOrDefault(name);
}

/// <summary>A committed edge.</summary>
public readonly record struct Edge(string Kind, string Source, string Target, DateTimeOffset At);

/// <summary>Where a list of edges goes on: after the edge with this time and this other end.</summary>
public readonly record struct EdgeCursor(DateTimeOffset At, string Other);
