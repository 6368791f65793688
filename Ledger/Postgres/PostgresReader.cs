using System.Collections.Immutable;
using Npgsql;
using static PromptGrid.Ledger.Postgres.PostgresParameters;

namespace PromptGrid.Ledger.Postgres;

/// <summary>Documents and keys of a PostgreSQL ledger.</summary>
internal sealed partial class PostgresReader(PostgresQueries queries, LedgerShape shape) : ILedgerReader
{
    private const int IdsMax = 1_000;

    // The largest character there is: with it behind, a prefix is above everything that starts with it.
    private const string Last = "\U0010FFFF";

    internal const string SelectDocuments = """
        SELECT d.id, d.version, d.body, c.names, c.values FROM documents d LEFT JOIN LATERAL
            (SELECT array_agg(name) AS names, array_agg(value) AS values FROM counters WHERE entity = d.id) c ON true
        """;

    public int PartitionCount => shape.Partitions;

    public int PartitionOf(string entity) => Partitioning.Of(entity, shape.Partitions);

    public ValueTask<LedgerDocument?> ReadDocumentAsync(string id, CancellationToken cancellationToken = default) =>
        queries.FirstAsync(SelectDocuments + " WHERE d.id = $1", [Text(id)], Document, cancellationToken);

    public async ValueTask<IReadOnlyList<LedgerDocument>> ReadDocumentsAsync(
        IReadOnlyCollection<string> ids, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ids.Count, IdsMax);
        return await queries.ListAsync(SelectDocuments + " WHERE d.id = ANY($1)", [Texts([.. ids])], Document, cancellationToken);
    }

    public async ValueTask<IReadOnlyDictionary<string, ImmutableDictionary<string, long>>> ReadCountersAsync(
        IReadOnlyCollection<string> entities, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(entities.Count, IdsMax);
        var rows = await queries.ListAsync(
            "SELECT entity, name, value FROM counters WHERE entity = ANY($1)",
            [Texts([.. entities])],
            static row => (Entity: row.GetString(0), Name: row.GetString(1), Value: row.GetInt64(2)),
            cancellationToken);
        return rows.GroupBy(r => r.Entity, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.ToImmutableDictionary(r => r.Name, r => r.Value), StringComparer.Ordinal);
    }

    public async ValueTask<IReadOnlyList<LedgerDocument>> ScanDocumentsAsync(
        string prefix, string? afterId, int limit, CancellationToken cancellationToken = default)
    {
        return await queries.ListAsync(
            SelectDocuments + " WHERE d.id >= $1 AND d.id < $2 AND d.id > $3 ORDER BY d.id LIMIT $4",
            [Text(prefix), Text(prefix + Last), Text(afterId ?? ""), Number(limit)],
            Document,
            cancellationToken);
    }

    public ValueTask<string?> ResolveKeyAsync(string kind, string key, CancellationToken cancellationToken = default)
    {
        return queries.FirstAsync(
            "SELECT entity FROM unique_keys WHERE kind = $1 AND key = $2",
            [Text(kind), Text(key)],
            static row => row.GetString(0),
            cancellationToken);
    }

    public ValueTask<Operation?> ReadOperationAsync(string id, CancellationToken cancellationToken = default)
    {
        return queries.FirstAsync(
            "SELECT id, fingerprint, result FROM operations WHERE id = $1",
            [Text(id)],
            static row => new Operation(row.GetString(0), row.GetString(1), row.GetString(2)),
            cancellationToken);
    }

    public async ValueTask<IReadOnlyDictionary<string, string>> ResolveKeysAsync(
        string kind, IReadOnlyCollection<string> keys, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(keys.Count, IdsMax);
        var held = await queries.ListAsync(
            "SELECT key, entity FROM unique_keys WHERE kind = $1 AND key = ANY($2)",
            [Text(kind), Texts([.. keys])],
            static row => KeyValuePair.Create(row.GetString(0), row.GetString(1)),
            cancellationToken);
        return new Dictionary<string, string>(held);
    }

    public async ValueTask PingAsync(CancellationToken cancellationToken = default) =>
        await queries.FirstAsync("SELECT count(*)::text FROM ledger_heads", [], static row => row.GetString(0), cancellationToken);

    internal static LedgerDocument Document(NpgsqlDataReader row)
    {
        var counters = ImmutableDictionary<string, long>.Empty;
        if (!row.IsDBNull(3))
        {
            var names = row.GetFieldValue<string[]>(3);
            var values = row.GetFieldValue<long[]>(4);
            var builder = ImmutableDictionary.CreateBuilder<string, long>();
            for (var i = 0; i < names.Length; i++)
                builder.Add(names[i], values[i]);
            counters = builder.ToImmutable();
        }

        return new LedgerDocument(row.GetString(0), row.GetInt64(1), row.GetString(2), counters);
    }
}
