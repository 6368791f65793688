using Npgsql;
using PromptGrid.Ledger.Audit;
using static PromptGrid.Ledger.Postgres.PostgresParameters;

namespace PromptGrid.Ledger.Postgres;

/// <summary>One repeatable-read transaction of a PostgreSQL ledger.</summary>
internal sealed class PostgresSnapshot(NpgsqlConnection connection, NpgsqlTransaction transaction, int partitions) : ILedgerSnapshot
{
    private const string Last = "\U0010FFFF";

    public async ValueTask<IReadOnlyList<LedgerDocument>> ScanDocumentsAsync(
        string prefix, string without, string? afterId, int limit, CancellationToken cancellationToken = default) => await ListAsync(
        PostgresReader.SelectDocuments + " WHERE d.id > $1 AND d.id < $2 AND position($3 IN d.id) = 0 ORDER BY d.id LIMIT $4",
        [Text(afterId ?? prefix), Text(prefix + Last), Text(without), Number(limit)],
        PostgresReader.Document,
        cancellationToken);

    public async ValueTask<IReadOnlyList<LedgerDocument>> ReadDocumentsAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken = default) =>
        await ListAsync(PostgresReader.SelectDocuments + " WHERE d.id = ANY($1)", [Texts([.. ids])], PostgresReader.Document, cancellationToken);

    public async ValueTask<IReadOnlyList<CounterRow>> ScanCountersAsync(
        string prefix, string? afterEntity, int entities, CancellationToken cancellationToken = default) => await ListAsync(
        """
        SELECT entity, name, value FROM counters WHERE entity IN
            (SELECT DISTINCT entity FROM counters WHERE entity > $1 AND entity < $2 ORDER BY entity LIMIT $3)
        ORDER BY entity, name
        """,
        [Text(afterEntity ?? prefix), Text(prefix + Last), Number(entities)],
        static row => new CounterRow(row.GetString(0), row.GetString(1), row.GetInt64(2)),
        cancellationToken);

    public async ValueTask<IReadOnlyList<EdgeRow>> ScanEdgesAsync(EdgeRow? after, int limit, CancellationToken cancellationToken = default) => await ListAsync(
        "SELECT kind, source, target FROM edges WHERE (source, kind, target) > ($1, $2, $3) ORDER BY source, kind, target LIMIT $4",
        [Text(after?.Source ?? ""), Text(after?.Kind ?? ""), Text(after?.Target ?? ""), Number(limit)],
        static row => new EdgeRow(row.GetString(0), row.GetString(1), row.GetString(2)),
        cancellationToken);

    public async ValueTask<IReadOnlySet<EdgeRow>> ExistingEdgesAsync(IReadOnlyCollection<EdgeRow> edges, CancellationToken cancellationToken = default)
    {
        var rows = await ListAsync(
            """
            SELECT e.kind, e.source, e.target FROM unnest($1, $2, $3) AS u(kind, source, target)
            JOIN edges e ON e.source = u.source AND e.kind = u.kind AND e.target = u.target
            """,
            [Texts([.. edges.Select(e => e.Kind)]), Texts([.. edges.Select(e => e.Source)]), Texts([.. edges.Select(e => e.Target)])],
            static row => new EdgeRow(row.GetString(0), row.GetString(1), row.GetString(2)),
            cancellationToken);
        return rows.ToHashSet();
    }

    public async ValueTask<IReadOnlyDictionary<(string Target, string Kind), long>> CountEdgesToAsync(
        IReadOnlyCollection<string> targets, CancellationToken cancellationToken = default)
    {
        var rows = await ListAsync(
            "SELECT target, kind, count(*) FROM edges WHERE target = ANY($1) AND at >= 0 GROUP BY target, kind",
            [Texts([.. targets])],
            static row => (Key: (row.GetString(0), row.GetString(1)), Count: row.GetInt64(2)),
            cancellationToken);
        return rows.ToDictionary(r => r.Key, r => r.Count);
    }

    public async ValueTask<IReadOnlyDictionary<string, long>> CountEdgesFromAsync(
        string kind, IReadOnlyCollection<string> sources, CancellationToken cancellationToken = default)
    {
        var rows = await ListAsync(
            "SELECT u.id, (SELECT count(*) FROM edges e WHERE e.source = u.id AND e.kind = $2) FROM unnest($1) AS u(id)",
            [Texts([.. sources.Distinct()]), Text(kind)],
            static row => (Id: row.GetString(0), Count: row.GetInt64(1)),
            cancellationToken);
        return rows.ToDictionary(r => r.Id, r => r.Count);
    }

    public async ValueTask<IReadOnlyList<KeyRow>> ScanKeysAsync(KeyRow? after, int limit, CancellationToken cancellationToken = default) => await ListAsync(
        "SELECT kind, key, entity FROM unique_keys WHERE (kind, key) > ($1, $2) ORDER BY kind, key LIMIT $3",
        [Text(after?.Kind ?? ""), Text(after?.Key ?? ""), Number(limit)],
        static row => new KeyRow(row.GetString(0), row.GetString(1), row.GetString(2)),
        cancellationToken);

    public async ValueTask<IReadOnlyDictionary<(string Kind, string Key), string>> ResolveKeysAsync(
        IReadOnlyCollection<(string Kind, string Key)> keys, CancellationToken cancellationToken = default)
    {
        var rows = await ListAsync(
            "SELECT k.kind, k.key, k.entity FROM unnest($1, $2) AS u(kind, key) JOIN unique_keys k ON k.kind = u.kind AND k.key = u.key",
            [Texts([.. keys.Select(k => k.Kind)]), Texts([.. keys.Select(k => k.Key)])],
            static row => (Key: (row.GetString(0), row.GetString(1)), Entity: row.GetString(2)),
            cancellationToken);
        return rows.DistinctBy(r => r.Key).ToDictionary(r => r.Key, r => r.Entity);
    }

    public async ValueTask<IReadOnlyList<LedgerEvent>> ReadEventsAsync(int partition, long afterSequence, int limit, CancellationToken cancellationToken = default) =>
        await ListAsync(PostgresReader.SelectEvents, [Number(partition), Number(afterSequence), Number(limit)], row => PostgresReader.Event(partition, row), cancellationToken);

    public async ValueTask<IReadOnlyList<(long Head, long Last)>> ReadHeadsAsync(CancellationToken cancellationToken = default) => await ListAsync(
        """
        SELECT coalesce((SELECT h.sequence FROM ledger_heads h WHERE h.partition = p), 0),
            coalesce((SELECT e.sequence FROM events e WHERE e.partition = p ORDER BY e.sequence DESC LIMIT 1), 0)
        FROM generate_series(0, $1 - 1) AS p ORDER BY p
        """,
        [Number(partitions)],
        static row => (row.GetInt64(0), row.GetInt64(1)),
        cancellationToken);

    public async ValueTask<IReadOnlyList<long>> ReadCheckpointsAsync(string projection, CancellationToken cancellationToken = default) => await ListAsync(
        "SELECT coalesce((SELECT c.sequence FROM checkpoints c WHERE c.projection = $1 AND c.partition = p), 0) FROM generate_series(0, $2 - 1) AS p ORDER BY p",
        [Text(projection), Number(partitions)],
        static row => row.GetInt64(0),
        cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await connection.DisposeAsync();
    }

    private async ValueTask<List<T>> ListAsync<T>(string sql, NpgsqlParameter[] parameters, Func<NpgsqlDataReader, T> row, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection, transaction);
        return await PostgresQueries.ListAsync(command, parameters, row, cancellationToken);
    }
}
