using Microsoft.Data.Sqlite;
using PromptGrid.Ledger.Audit;

namespace PromptGrid.Ledger.Sqlite;

/// <summary>One read transaction of a SQLite ledger.</summary>
/// <param name="close">Called once, with whether the connection may be used again.</param>
internal sealed class SqliteSnapshot(SqliteSession session, int partitions, Action<bool> close) : ILedgerSnapshot
{
    private const string Last = "\U0010FFFF";

    private bool _isBroken;
    private bool _isClosed;

    public ValueTask<IReadOnlyList<LedgerDocument>> ScanDocumentsAsync(
        string prefix, string without, string? afterId, int limit, CancellationToken cancellationToken = default) => Read<IReadOnlyList<LedgerDocument>>(
        () =>
        {
            // One lower bound only: of two, SQLite might seek by the wrong one and walk from the beginning each time.
            var statement = session.Prepare("SELECT id FROM documents WHERE id > ?1 AND id < ?2 AND instr(id, ?3) = 0 ORDER BY id LIMIT ?4");
            statement.Bind(1, afterId ?? prefix).Bind(2, prefix + Last).Bind(3, without).Bind(4, limit);
            var ids = new List<string>();
            while (statement.Step())
                ids.Add(statement.Text(0));
            return SqliteReader.Documents(session, ids);
        },
        cancellationToken);

    public ValueTask<IReadOnlyList<LedgerDocument>> ReadDocumentsAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken = default) =>
        Read<IReadOnlyList<LedgerDocument>>(() => SqliteReader.Documents(session, ids.Distinct()), cancellationToken);

    public ValueTask<IReadOnlyList<CounterRow>> ScanCountersAsync(
        string prefix, string? afterEntity, int entities, CancellationToken cancellationToken = default) => Read<IReadOnlyList<CounterRow>>(
        () =>
        {
            var statement = session.Prepare("SELECT entity, name, value FROM counters WHERE entity > ?1 AND entity < ?2 ORDER BY entity, name");
            statement.Bind(1, afterEntity ?? prefix).Bind(2, prefix + Last);
            var rows = new List<CounterRow>();
            var seen = 0;
            while (statement.Step())
            {
                var entity = statement.Text(0);
                if ((rows.Count == 0 || rows[^1].Entity != entity) && ++seen > entities)
                {
                    statement.Reset();
                    break;
                }

                rows.Add(new CounterRow(entity, statement.Text(1), statement.Int64(2)));
            }

            return rows;
        },
        cancellationToken);

    public ValueTask<IReadOnlyList<EdgeRow>> ScanEdgesAsync(EdgeRow? after, int limit, CancellationToken cancellationToken = default) => Read<IReadOnlyList<EdgeRow>>(
        () =>
        {
            var statement = session.Prepare("SELECT kind, source, target FROM edges WHERE (source, kind, target) > (?1, ?2, ?3) ORDER BY source, kind, target LIMIT ?4");
            statement.Bind(1, after?.Source ?? "").Bind(2, after?.Kind ?? "").Bind(3, after?.Target ?? "").Bind(4, limit);
            var rows = new List<EdgeRow>();
            while (statement.Step())
                rows.Add(new EdgeRow(statement.Text(0), statement.Text(1), statement.Text(2)));
            return rows;
        },
        cancellationToken);

    public ValueTask<IReadOnlySet<EdgeRow>> ExistingEdgesAsync(IReadOnlyCollection<EdgeRow> edges, CancellationToken cancellationToken = default) => Read<IReadOnlySet<EdgeRow>>(
        () =>
        {
            var statement = session.Prepare("SELECT 1 FROM edges WHERE kind = ?1 AND source = ?2 AND target = ?3");
            return edges.Where(e => statement.Bind(1, e.Kind).Bind(2, e.Source).Bind(3, e.Target).RunForInt64() is not null).ToHashSet();
        },
        cancellationToken);

    public ValueTask<IReadOnlyDictionary<(string Target, string Kind), long>> CountEdgesToAsync(
        IReadOnlyCollection<string> targets, CancellationToken cancellationToken = default) => Read<IReadOnlyDictionary<(string Target, string Kind), long>>(
        () =>
        {
            var statement = session.Prepare("SELECT kind, count(*) FROM edges WHERE target = ?1 GROUP BY kind");
            var counts = new Dictionary<(string, string), long>();
            foreach (var target in targets.Distinct())
            {
                statement.Bind(1, target);
                while (statement.Step())
                    counts[(target, statement.Text(0))] = statement.Int64(1);
            }

            return counts;
        },
        cancellationToken);

    public ValueTask<IReadOnlyDictionary<string, long>> CountEdgesFromAsync(
        string kind, IReadOnlyCollection<string> sources, CancellationToken cancellationToken = default) => Read<IReadOnlyDictionary<string, long>>(
        () =>
        {
            var statement = session.Prepare("SELECT count(*) FROM edges WHERE source = ?1 AND kind = ?2");
            return sources.Distinct().ToDictionary(s => s, s => statement.Bind(1, s).Bind(2, kind).RunForInt64() ?? 0);
        },
        cancellationToken);

    public ValueTask<IReadOnlyList<KeyRow>> ScanKeysAsync(KeyRow? after, int limit, CancellationToken cancellationToken = default) => Read<IReadOnlyList<KeyRow>>(
        () =>
        {
            var statement = session.Prepare("SELECT kind, key, entity FROM unique_keys WHERE (kind, key) > (?1, ?2) ORDER BY kind, key LIMIT ?3");
            statement.Bind(1, after?.Kind ?? "").Bind(2, after?.Key ?? "").Bind(3, limit);
            var rows = new List<KeyRow>();
            while (statement.Step())
                rows.Add(new KeyRow(statement.Text(0), statement.Text(1), statement.Text(2)));
            return rows;
        },
        cancellationToken);

    public ValueTask<IReadOnlyDictionary<(string Kind, string Key), string>> ResolveKeysAsync(
        IReadOnlyCollection<(string Kind, string Key)> keys, CancellationToken cancellationToken = default) => Read<IReadOnlyDictionary<(string Kind, string Key), string>>(
        () =>
        {
            var held = new Dictionary<(string, string), string>();
            foreach (var key in keys)
            {
                if (SqliteReader.Holder(session, key.Kind, key.Key) is { } holder)
                    held[key] = holder;
            }

            return held;
        },
        cancellationToken);

    public ValueTask<IReadOnlyList<LedgerEvent>> ReadEventsAsync(int partition, long afterSequence, int limit, CancellationToken cancellationToken = default) =>
        Read<IReadOnlyList<LedgerEvent>>(() => SqliteReader.Events(session, partition, afterSequence, limit), cancellationToken);

    public ValueTask<IReadOnlyList<(long Head, long Last)>> ReadHeadsAsync(CancellationToken cancellationToken = default) => Read<IReadOnlyList<(long, long)>>(
        () =>
        {
            var head = session.Prepare("SELECT sequence FROM ledger_heads WHERE partition = ?1");
            var last = session.Prepare("SELECT sequence FROM events WHERE partition = ?1 ORDER BY sequence DESC LIMIT 1");
            return [.. Enumerable.Range(0, partitions).Select(p => (head.Bind(1, p).RunForInt64() ?? 0, last.Bind(1, p).RunForInt64() ?? 0))];
        },
        cancellationToken);

    public ValueTask<IReadOnlyList<long>> ReadCheckpointsAsync(string projection, CancellationToken cancellationToken = default) => Read<IReadOnlyList<long>>(
        () =>
        {
            var statement = session.Prepare("SELECT sequence FROM checkpoints WHERE projection = ?1 AND partition = ?2").Bind(1, projection);
            return [.. Enumerable.Range(0, partitions).Select(p => statement.Bind(2, p).RunForInt64() ?? 0)];
        },
        cancellationToken);

    public ValueTask DisposeAsync()
    {
        if (!_isClosed)
        {
            _isClosed = true;
            close(!_isBroken);
        }

        return ValueTask.CompletedTask;
    }

    private ValueTask<T> Read<T>(Func<T> read, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return ValueTask.FromResult(read());
        }
        catch (SqliteException failure)
        {
            _isBroken = true;
            throw new LedgerUnavailableException("The ledger's database could not be read.", failure);
        }
    }
}
