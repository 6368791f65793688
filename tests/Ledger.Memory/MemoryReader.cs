using System.Collections.Immutable;

namespace PromptGrid.Ledger.Memory;

/// <summary>Reads <see cref="MemoryTables"/>. When and on which thread a read happens is the derived class's affair.</summary>
internal abstract class MemoryReader(int partitions) : ILedgerReader
{
    public int PartitionCount => partitions;

    public int PartitionOf(string entity) => Partitioning.Of(entity, partitions);

    public ValueTask<LedgerDocument?> ReadDocumentAsync(string id, CancellationToken cancellationToken = default) =>
        ReadAsync(tables => tables.ReadDocument(id), cancellationToken);

    public ValueTask<IReadOnlyList<LedgerDocument>> ReadDocumentsAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken = default) =>
        ReadAsync(tables => tables.ReadDocuments(ids), cancellationToken);

    public ValueTask<IReadOnlyDictionary<string, ImmutableDictionary<string, long>>> ReadCountersAsync(
        IReadOnlyCollection<string> entities, CancellationToken cancellationToken = default) =>
        ReadAsync(tables => tables.ReadCounters(entities), cancellationToken);

    public ValueTask<IReadOnlyList<LedgerDocument>> ScanDocumentsAsync(
        string prefix, string? afterId, int limit, CancellationToken cancellationToken = default) =>
        ReadAsync(tables => tables.ScanDocuments(prefix, afterId, limit), cancellationToken);

    public ValueTask<string?> ResolveKeyAsync(string kind, string key, CancellationToken cancellationToken = default) =>
        ReadAsync(tables => tables.ResolveKey(kind, key), cancellationToken);

    public ValueTask<IReadOnlyDictionary<string, string>> ResolveKeysAsync(
        string kind, IReadOnlyCollection<string> keys, CancellationToken cancellationToken = default) =>
        ReadAsync(tables => tables.ResolveKeys(kind, keys), cancellationToken);

    public ValueTask<Operation?> ReadOperationAsync(string id, CancellationToken cancellationToken = default) =>
        ReadAsync(tables => tables.ReadOperation(id), cancellationToken);

    public ValueTask<IReadOnlySet<string>> ExistingTargetsAsync(
        string kind, string source, IReadOnlyCollection<string> targets, CancellationToken cancellationToken = default) =>
        ReadAsync(tables => tables.ExistingTargets(kind, source, targets), cancellationToken);

    public ValueTask<IReadOnlyList<Edge>> ListEdgesFromAsync(
        string kind, string source, EdgeCursor? before, int limit, CancellationToken cancellationToken = default) =>
        ReadAsync(tables => tables.ListEdgesFrom(kind, source, before, limit), cancellationToken);

    public ValueTask<IReadOnlyList<Edge>> ListEdgesToAsync(
        string kind, string target, EdgeCursor? before, int limit, CancellationToken cancellationToken = default) =>
        ReadAsync(tables => tables.ListEdgesTo(kind, target, before, limit), cancellationToken);

    public ValueTask<IReadOnlyList<string>> ListSourcesToAsync(
        string kind, string target, string? before, int limit, CancellationToken cancellationToken = default) =>
        ReadAsync(tables => tables.ListSourcesTo(kind, target, before, limit), cancellationToken);

    public ValueTask<IReadOnlyList<Edge>> ListOldestEdgesToAsync(
        string kind, string target, EdgeCursor? after, int limit, CancellationToken cancellationToken = default) =>
        ReadAsync(tables => tables.ListOldestEdgesTo(kind, target, after, limit), cancellationToken);

    public ValueTask<long> CountEdgesToAsync(string kind, string target, CancellationToken cancellationToken = default) =>
        ReadAsync(tables => tables.CountEdgesTo(kind, target), cancellationToken);

    public ValueTask<IReadOnlyList<LedgerEvent>> ReadEventsAsync(
        int partition, long afterSequence, int limit, CancellationToken cancellationToken = default) =>
        ReadAsync(tables => tables.ReadEvents(partition, afterSequence, limit), cancellationToken);

    public ValueTask<long> ReadHeadAsync(int partition, CancellationToken cancellationToken = default) =>
        ReadAsync(tables => tables.ReadHead(partition), cancellationToken);

    public ValueTask<IReadOnlyList<long>> ReadHeadsAsync(CancellationToken cancellationToken = default) =>
        ReadAsync<IReadOnlyList<long>>(tables => [.. Enumerable.Range(0, tables.Partitions).Select(tables.ReadHead)], cancellationToken);

    public async ValueTask PingAsync(CancellationToken cancellationToken = default) =>
        await ReadAsync(tables => tables.Partitions, cancellationToken);

    protected abstract ValueTask<T> ReadAsync<T>(Func<MemoryTables, T> read, CancellationToken cancellationToken);
}
