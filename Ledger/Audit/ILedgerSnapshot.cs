namespace PromptGrid.Ledger.Audit;

/// <summary>
/// The ledger at one moment: everything read from one snapshot belongs together, whatever is written meanwhile. Pages go
/// by key, so that each costs what it holds. Not for two threads at once.
/// </summary>
public interface ILedgerSnapshot : IAsyncDisposable
{
    /// <summary>Documents whose id starts with <paramref name="prefix"/> and does not hold <paramref name="without"/>, with
    /// their counters, in ordinal order of ids after <paramref name="afterId"/>.</summary>
    ValueTask<IReadOnlyList<LedgerDocument>> ScanDocumentsAsync(string prefix, string without, string? afterId, int limit, CancellationToken cancellationToken = default);

    /// <summary>The documents that exist among those (at most 1,000).</summary>
    ValueTask<IReadOnlyList<LedgerDocument>> ReadDocumentsAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken = default);

    /// <summary>Counters of entities after <paramref name="afterEntity"/> in ordinal order that start with
    /// <paramref name="prefix"/>: those of up to <paramref name="entities"/> entities, all of each.</summary>
    ValueTask<IReadOnlyList<CounterRow>> ScanCountersAsync(string prefix, string? afterEntity, int entities, CancellationToken cancellationToken = default);

    /// <summary>Edges in the order source, kind, target, after one of them.</summary>
    ValueTask<IReadOnlyList<EdgeRow>> ScanEdgesAsync(EdgeRow? after, int limit, CancellationToken cancellationToken = default);

    /// <summary>Those of the edges (at most 2,000) that exist.</summary>
    ValueTask<IReadOnlySet<EdgeRow>> ExistingEdgesAsync(IReadOnlyCollection<EdgeRow> edges, CancellationToken cancellationToken = default);

    /// <summary>How many edges of each kind lead to each of those entities (at most 1,000); none is left out of the
    /// answer.</summary>
    ValueTask<IReadOnlyDictionary<(string Target, string Kind), long>> CountEdgesToAsync(IReadOnlyCollection<string> targets, CancellationToken cancellationToken = default);

    /// <summary>How many edges of a kind begin at each of those entities (at most 1,000); none is left out of the
    /// answer.</summary>
    ValueTask<IReadOnlyDictionary<string, long>> CountEdgesFromAsync(string kind, IReadOnlyCollection<string> sources, CancellationToken cancellationToken = default);

    /// <summary>Unique keys in the order kind, key, after one of them.</summary>
    ValueTask<IReadOnlyList<KeyRow>> ScanKeysAsync(KeyRow? after, int limit, CancellationToken cancellationToken = default);

    /// <summary>The holders of those keys (at most 2,000) that are held.</summary>
    ValueTask<IReadOnlyDictionary<(string Kind, string Key), string>> ResolveKeysAsync(IReadOnlyCollection<(string Kind, string Key)> keys, CancellationToken cancellationToken = default);

    /// <summary>Up to <paramref name="limit"/> events of a partition after a sequence number, in order.</summary>
    ValueTask<IReadOnlyList<LedgerEvent>> ReadEventsAsync(int partition, long afterSequence, int limit, CancellationToken cancellationToken = default);

    /// <summary>Per partition what the head says, and the highest number an event has.</summary>
    ValueTask<IReadOnlyList<(long Head, long Last)>> ReadHeadsAsync(CancellationToken cancellationToken = default);

    /// <summary>Per partition, the checkpoint of a projection that keeps it in the ledger.</summary>
    ValueTask<IReadOnlyList<long>> ReadCheckpointsAsync(string projection, CancellationToken cancellationToken = default);
}

/// <summary>An edge's identity.</summary>
public readonly record struct EdgeRow(string Kind, string Source, string Target);

/// <summary>A unique key and who holds it.</summary>
public readonly record struct KeyRow(string Kind, string Key, string Entity);

/// <summary>A counter.</summary>
public readonly record struct CounterRow(string Entity, string Name, long Value);
