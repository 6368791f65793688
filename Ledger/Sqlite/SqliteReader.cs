using System.Collections.Immutable;

namespace PromptGrid.Ledger.Sqlite;

/// <summary>Documents and keys of a SQLite ledger.</summary>
internal sealed partial class SqliteReader(SqliteReadPool pool, LedgerShape shape) : ILedgerReader
{
    private const int IdsMax = 1_000;

    // The largest character there is: with it behind, a prefix is above everything that starts with it.
    internal const string Last = "\U0010FFFF";

    private const string ReadDocument = """
        SELECT d.version, c.name, c.value, d.body FROM documents d LEFT JOIN counters c ON c.entity = d.id WHERE d.id = ?1
        """;

    public int PartitionCount => shape.Partitions;

    public int PartitionOf(string entity) => Partitioning.Of(entity, shape.Partitions);

    public ValueTask<LedgerDocument?> ReadDocumentAsync(string id, CancellationToken cancellationToken = default) =>
        pool.ReadAsync(id, static (session, id) => Document(session.Prepare(ReadDocument), id), cancellationToken);

    public ValueTask<IReadOnlyList<LedgerDocument>> ReadDocumentsAsync(
        IReadOnlyCollection<string> ids, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ids.Count, IdsMax);
        return pool.ReadAsync<IReadOnlyCollection<string>, IReadOnlyList<LedgerDocument>>(
            ids,
            static (session, ids) => Documents(session, ids.Distinct()),
            cancellationToken);
    }

    public ValueTask<IReadOnlyDictionary<string, ImmutableDictionary<string, long>>> ReadCountersAsync(
        IReadOnlyCollection<string> entities, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(entities.Count, IdsMax);
        return pool.ReadAsync<IReadOnlyCollection<string>, IReadOnlyDictionary<string, ImmutableDictionary<string, long>>>(
            entities,
            static (session, entities) =>
            {
                var statement = session.Prepare("SELECT name, value FROM counters WHERE entity = ?1");
                var result = new Dictionary<string, ImmutableDictionary<string, long>>(entities.Count, StringComparer.Ordinal);
                foreach (var entity in entities)
                {
                    statement.Bind(1, entity);
                    var counters = ImmutableDictionary.CreateBuilder<string, long>();
                    while (statement.Step())
                        counters.Add(statement.Text(0), statement.Int64(1));
                    if (counters.Count > 0)
                        result[entity] = counters.ToImmutable();
                }

                return result;
            },
            cancellationToken);
    }

    public ValueTask<IReadOnlyList<LedgerDocument>> ScanDocumentsAsync(
        string prefix, string? afterId, int limit, CancellationToken cancellationToken = default)
    {
        return pool.ReadAsync<(string Prefix, string? AfterId, int Limit), IReadOnlyList<LedgerDocument>>(
            (prefix, afterId, limit),
            static (session, asked) =>
            {
                var statement = session.Prepare(
                    "SELECT id FROM documents WHERE id >= ?1 AND id < ?2 AND id > ?3 ORDER BY id LIMIT ?4");
                statement.Bind(1, asked.Prefix).Bind(2, asked.Prefix + Last).Bind(3, asked.AfterId ?? "").Bind(4, asked.Limit);
                var ids = new List<string>();
                while (statement.Step())
                    ids.Add(statement.Text(0));
                return Documents(session, ids);
            },
            cancellationToken);
    }

    public ValueTask<string?> ResolveKeyAsync(string kind, string key, CancellationToken cancellationToken = default) =>
        pool.ReadAsync((kind, key), static (session, asked) => Holder(session, asked.kind, asked.key), cancellationToken);

    public ValueTask<IReadOnlyDictionary<string, string>> ResolveKeysAsync(
        string kind, IReadOnlyCollection<string> keys, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(keys.Count, IdsMax);
        return pool.ReadAsync<(string Kind, IReadOnlyCollection<string> Keys), IReadOnlyDictionary<string, string>>(
            (kind, keys),
            static (session, asked) =>
            {
                var holders = new Dictionary<string, string>();
                foreach (var key in asked.Keys)
                {
                    if (Holder(session, asked.Kind, key) is { } holder)
                        holders[key] = holder;
                }

                return holders;
            },
            cancellationToken);
    }

    public ValueTask<Operation?> ReadOperationAsync(string id, CancellationToken cancellationToken = default) => pool.ReadAsync(
        id,
        static (session, id) =>
        {
            var statement = session.Prepare("SELECT fingerprint, result FROM operations WHERE id = ?1").Bind(1, id);
            if (!statement.Step())
                return null;
            var operation = new Operation(id, statement.Text(0), statement.Text(1));
            statement.Reset();
            return operation;
        },
        cancellationToken);

    public async ValueTask PingAsync(CancellationToken cancellationToken = default) =>
        await pool.ReadAsync(0, static (session, _) => session.Prepare("SELECT count(*) FROM ledger_heads").RunForInt64(), cancellationToken);

    internal static List<LedgerDocument> Documents(SqliteSession session, IEnumerable<string> ids)
    {
        var statement = session.Prepare(ReadDocument);
        var documents = new List<LedgerDocument>();
        foreach (var id in ids)
        {
            if (Document(statement, id) is { } document)
                documents.Add(document);
        }

        return documents;
    }

    private static LedgerDocument? Document(SqliteStatement statement, string id)
    {
        statement.Bind(1, id);
        if (!statement.Step())
            return null;

        var version = statement.Int64(0);
        var body = statement.Text(3);
        var counters = ImmutableDictionary<string, long>.Empty;
        if (!statement.IsNull(1))
        {
            var builder = ImmutableDictionary.CreateBuilder<string, long>();
            do
                builder.Add(statement.Text(1), statement.Int64(2));
            while (statement.Step());
            counters = builder.ToImmutable();
        }
        else
        {
            statement.Reset();
        }

        return new LedgerDocument(id, version, body, counters);
    }

    internal static string? Holder(SqliteSession session, string kind, string key)
    {
        var statement = session.Prepare("SELECT entity FROM unique_keys WHERE kind = ?1 AND key = ?2").Bind(1, kind).Bind(2, key);
        if (!statement.Step())
            return null;
        var holder = statement.Text(0);
        statement.Reset();
        return holder;
    }
}
