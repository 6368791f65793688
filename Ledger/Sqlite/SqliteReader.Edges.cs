namespace PromptGrid.Ledger.Sqlite;

/// <summary>Edges and events of a SQLite ledger.</summary>
internal sealed partial class SqliteReader
{
    private const string ListFrom = "SELECT target, at FROM edges WHERE kind = ?1 AND source = ?2 ORDER BY at DESC, target DESC LIMIT ?3";

    private const string ListFromBefore = """
        SELECT target, at FROM edges WHERE kind = ?1 AND source = ?2 AND (at, target) < (?4, ?5)
        ORDER BY at DESC, target DESC LIMIT ?3
        """;

    private const string ListTo = "SELECT source, at FROM edges WHERE kind = ?1 AND target = ?2 ORDER BY at DESC, source DESC LIMIT ?3";

    private const string ListToBefore = """
        SELECT source, at FROM edges WHERE kind = ?1 AND target = ?2 AND (at, source) < (?4, ?5)
        ORDER BY at DESC, source DESC LIMIT ?3
        """;

    private const string ListSources = "SELECT source FROM edges WHERE kind = ?1 AND target = ?2 ORDER BY source DESC LIMIT ?3";

    private const string ListSourcesBefore = "SELECT source FROM edges WHERE kind = ?1 AND target = ?2 AND source < ?4 ORDER BY source DESC LIMIT ?3";

    private const string ListOldestTo = "SELECT source, at FROM edges WHERE kind = ?1 AND target = ?2 ORDER BY at, source LIMIT ?3";

    private const string ListOldestToAfter = """
        SELECT source, at FROM edges WHERE kind = ?1 AND target = ?2 AND (at, source) > (?4, ?5)
        ORDER BY at, source LIMIT ?3
        """;

    public ValueTask<IReadOnlySet<string>> ExistingTargetsAsync(
        string kind, string source, IReadOnlyCollection<string> targets, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(targets.Count, IdsMax);
        return pool.ReadAsync<(string Kind, string Source, IReadOnlyCollection<string> Targets), IReadOnlySet<string>>(
            (kind, source, targets),
            static (session, asked) =>
            {
                var statement = session.Prepare("SELECT 1 FROM edges WHERE kind = ?1 AND source = ?2 AND target = ?3");
                statement.Bind(1, asked.Kind).Bind(2, asked.Source);
                var existing = new HashSet<string>();
                foreach (var target in asked.Targets)
                {
                    if (statement.Bind(3, target).RunForInt64() is not null)
                        existing.Add(target);
                }

                return existing;
            },
            cancellationToken);
    }

    public ValueTask<IReadOnlyList<Edge>> ListEdgesFromAsync(
        string kind, string source, EdgeCursor? before, int limit, CancellationToken cancellationToken = default)
    {
        return pool.ReadAsync<EdgeList, IReadOnlyList<Edge>>(
            new EdgeList(kind, source, before, limit),
            static (session, asked) => Edges(
                session,
                asked,
                asked.Place is null ? ListFrom : ListFromBefore,
                static (asked, other, at) => new Edge(asked.Kind, asked.End, other, at)),
            cancellationToken);
    }

    public ValueTask<IReadOnlyList<Edge>> ListEdgesToAsync(
        string kind, string target, EdgeCursor? before, int limit, CancellationToken cancellationToken = default)
    {
        return pool.ReadAsync<EdgeList, IReadOnlyList<Edge>>(
            new EdgeList(kind, target, before, limit),
            static (session, asked) => Edges(
                session,
                asked,
                asked.Place is null ? ListTo : ListToBefore,
                static (asked, other, at) => new Edge(asked.Kind, other, asked.End, at)),
            cancellationToken);
    }

    public ValueTask<IReadOnlyList<Edge>> ListOldestEdgesToAsync(
        string kind, string target, EdgeCursor? after, int limit, CancellationToken cancellationToken = default)
    {
        return pool.ReadAsync<EdgeList, IReadOnlyList<Edge>>(
            new EdgeList(kind, target, after, limit),
            static (session, asked) => Edges(
                session,
                asked,
                asked.Place is null ? ListOldestTo : ListOldestToAfter,
                static (asked, other, at) => new Edge(asked.Kind, other, asked.End, at)),
            cancellationToken);
    }

    public ValueTask<IReadOnlyList<string>> ListSourcesToAsync(
        string kind, string target, string? before, int limit, CancellationToken cancellationToken = default)
    {
        return pool.ReadAsync<(string Kind, string Target, string? Before, int Limit), IReadOnlyList<string>>(
            (kind, target, before, limit),
            static (session, asked) =>
            {
                var statement = session.Prepare(asked.Before is null ? ListSources : ListSourcesBefore).Bind(1, asked.Kind).Bind(2, asked.Target).Bind(3, asked.Limit);
                if (asked.Before is { } before)
                    statement.Bind(4, before);
                var sources = new List<string>();
                while (statement.Step())
                    sources.Add(statement.Text(0));
                return sources;
            },
            cancellationToken);
    }

    public ValueTask<long> CountEdgesToAsync(string kind, string target, CancellationToken cancellationToken = default)
    {
        return pool.ReadAsync(
            (kind, target),
            static (session, asked) => session.Prepare("SELECT count(*) FROM edges WHERE kind = ?1 AND target = ?2")
                .Bind(1, asked.kind).Bind(2, asked.target).RunForInt64()!.Value,
            cancellationToken);
    }

    public ValueTask<IReadOnlyList<LedgerEvent>> ReadEventsAsync(
        int partition, long afterSequence, int limit, CancellationToken cancellationToken = default)
    {
        return pool.ReadAsync<(int Partition, long After, int Limit), IReadOnlyList<LedgerEvent>>(
            (partition, afterSequence, limit),
            static (session, asked) => Events(session, asked.Partition, asked.After, asked.Limit),
            cancellationToken);
    }

    internal static List<LedgerEvent> Events(SqliteSession session, int partition, long after, int limit)
    {
        var statement = session.Prepare("""
            SELECT sequence, name, schema_version, subject, at, body FROM events
            WHERE partition = ?1 AND sequence > ?2 ORDER BY sequence LIMIT ?3
            """);
        statement.Bind(1, partition).Bind(2, after).Bind(3, limit);
        var events = new List<LedgerEvent>();
        while (statement.Step())
        {
            events.Add(new LedgerEvent(
                new LedgerPosition(partition, statement.Int64(0)),
                statement.Text(1),
                statement.Int32(2),
                statement.Text(3),
                Microseconds.ToTime(statement.Int64(4)),
                statement.Text(5)));
        }

        return events;
    }

    public ValueTask<long> ReadHeadAsync(int partition, CancellationToken cancellationToken = default)
    {
        return pool.ReadAsync(
            partition,
            static (session, partition) =>
                session.Prepare("SELECT sequence FROM ledger_heads WHERE partition = ?1").Bind(1, partition).RunForInt64() ?? 0,
            cancellationToken);
    }

    public ValueTask<IReadOnlyList<long>> ReadHeadsAsync(CancellationToken cancellationToken = default) => pool.ReadAsync<int, IReadOnlyList<long>>(
        shape.Partitions,
        static (session, partitions) =>
        {
            var statement = session.Prepare("SELECT partition, sequence FROM ledger_heads");
            var heads = new long[partitions];
            while (statement.Step())
                heads[statement.Int32(0)] = statement.Int64(1);
            return heads;
        },
        cancellationToken);

    private static List<Edge> Edges(
        SqliteSession session, EdgeList asked, string sql, Func<EdgeList, string, DateTimeOffset, Edge> edge)
    {
        var statement = session.Prepare(sql).Bind(1, asked.Kind).Bind(2, asked.End).Bind(3, asked.Limit);
        if (asked.Place is { } place)
            statement.Bind(4, Microseconds.From(place.At)).Bind(5, place.Other);
        var edges = new List<Edge>();
        while (statement.Step())
            edges.Add(edge(asked, statement.Text(0), Microseconds.ToTime(statement.Int64(1))));
        return edges;
    }

    private readonly record struct EdgeList(string Kind, string End, EdgeCursor? Place, int Limit);
}
