using Npgsql;
using static PromptGrid.Ledger.Postgres.PostgresParameters;

namespace PromptGrid.Ledger.Postgres;

/// <summary>Edges and events of a PostgreSQL ledger.</summary>
internal sealed partial class PostgresReader
{
    // "at >= 0" holds for every edge: it admits the lists' partial indexes, which nothing but lists may use.
    private const string ListFrom = """
        SELECT target, at FROM edges WHERE kind = $1 AND source = $2 AND at >= 0 ORDER BY at DESC, target DESC LIMIT $3
        """;

    private const string ListFromBefore = """
        SELECT target, at FROM edges WHERE kind = $1 AND source = $2 AND at >= 0 AND (at, target) < ($4, $5)
        ORDER BY at DESC, target DESC LIMIT $3
        """;

    private const string ListTo = """
        SELECT source, at FROM edges WHERE kind = $1 AND target = $2 AND at >= 0 ORDER BY at DESC, source DESC LIMIT $3
        """;

    private const string ListToBefore = """
        SELECT source, at FROM edges WHERE kind = $1 AND target = $2 AND at >= 0 AND (at, source) < ($4, $5)
        ORDER BY at DESC, source DESC LIMIT $3
        """;

    private const string ListOldestTo = """
        SELECT source, at FROM edges WHERE kind = $1 AND target = $2 AND at >= 0 ORDER BY at, source LIMIT $3
        """;

    private const string ListOldestToAfter = """
        SELECT source, at FROM edges WHERE kind = $1 AND target = $2 AND at >= 0 AND (at, source) > ($4, $5)
        ORDER BY at, source LIMIT $3
        """;

    internal const string SelectEvents = """
        SELECT sequence, name, schema_version, subject, at, body FROM events
        WHERE partition = $1 AND sequence > $2 ORDER BY sequence LIMIT $3
        """;

    public async ValueTask<IReadOnlySet<string>> ExistingTargetsAsync(
        string kind, string source, IReadOnlyCollection<string> targets, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(targets.Count, IdsMax);
        var existing = await queries.ListAsync(
            "SELECT target FROM edges WHERE kind = $1 AND source = $2 AND target = ANY($3)",
            [Text(kind), Text(source), Texts([.. targets])],
            static row => row.GetString(0),
            cancellationToken);
        return existing.ToHashSet();
    }

    public async ValueTask<IReadOnlyList<Edge>> ListEdgesFromAsync(
        string kind, string source, EdgeCursor? before, int limit, CancellationToken cancellationToken = default)
    {
        return await EdgesAsync(
            before is null ? ListFrom : ListFromBefore,
            EdgeParameters(kind, source, before, limit),
            (other, at) => new Edge(kind, source, other, at),
            cancellationToken);
    }

    public async ValueTask<IReadOnlyList<Edge>> ListEdgesToAsync(
        string kind, string target, EdgeCursor? before, int limit, CancellationToken cancellationToken = default)
    {
        return await EdgesAsync(
            before is null ? ListTo : ListToBefore,
            EdgeParameters(kind, target, before, limit),
            (other, at) => new Edge(kind, other, target, at),
            cancellationToken);
    }

    public async ValueTask<IReadOnlyList<string>> ListSourcesToAsync(
        string kind, string target, string? before, int limit, CancellationToken cancellationToken = default)
    {
        return await queries.ListAsync(
            before is null
                ? "SELECT source FROM edges WHERE kind = $1 AND target = $2 ORDER BY source DESC LIMIT $3"
                : "SELECT source FROM edges WHERE kind = $1 AND target = $2 AND source < $4 ORDER BY source DESC LIMIT $3",
            before is null ? [Text(kind), Text(target), Number(limit)] : [Text(kind), Text(target), Number(limit), Text(before)],
            static row => row.GetString(0),
            cancellationToken);
    }

    public async ValueTask<IReadOnlyList<Edge>> ListOldestEdgesToAsync(
        string kind, string target, EdgeCursor? after, int limit, CancellationToken cancellationToken = default)
    {
        return await EdgesAsync(
            after is null ? ListOldestTo : ListOldestToAfter,
            EdgeParameters(kind, target, after, limit),
            (other, at) => new Edge(kind, other, target, at),
            cancellationToken);
    }

    public ValueTask<long> CountEdgesToAsync(string kind, string target, CancellationToken cancellationToken = default)
    {
        return queries.FirstAsync(
            "SELECT count(*) FROM edges WHERE kind = $1 AND target = $2 AND at >= 0",
            [Text(kind), Text(target)],
            static row => row.GetInt64(0),
            cancellationToken);
    }

    public async ValueTask<IReadOnlyList<LedgerEvent>> ReadEventsAsync(
        int partition, long afterSequence, int limit, CancellationToken cancellationToken = default)
    {
        return await queries.ListAsync(
            SelectEvents, [Number(partition), Number(afterSequence), Number(limit)], row => Event(partition, row), cancellationToken);
    }

    internal static LedgerEvent Event(int partition, NpgsqlDataReader row) => new(
        new LedgerPosition(partition, row.GetInt64(0)),
        row.GetString(1),
        row.GetInt32(2),
        row.GetString(3),
        Microseconds.ToTime(row.GetInt64(4)),
        row.GetString(5));

    public ValueTask<long> ReadHeadAsync(int partition, CancellationToken cancellationToken = default)
    {
        return queries.FirstAsync(
            "SELECT sequence FROM ledger_heads WHERE partition = $1",
            [Number(partition)],
            static row => row.GetInt64(0),
            cancellationToken);
    }

    public async ValueTask<IReadOnlyList<long>> ReadHeadsAsync(CancellationToken cancellationToken = default) => await queries.ListAsync(
        "SELECT sequence FROM ledger_heads ORDER BY partition", [], static row => row.GetInt64(0), cancellationToken);

    private static NpgsqlParameter[] EdgeParameters(string kind, string end, EdgeCursor? place, int limit) => place is { } cursor
        ? [Text(kind), Text(end), Number(limit), Number(Microseconds.From(cursor.At)), Text(cursor.Other)]
        : [Text(kind), Text(end), Number(limit)];

    private async ValueTask<List<Edge>> EdgesAsync(
        string sql, NpgsqlParameter[] parameters, Func<string, DateTimeOffset, Edge> edge, CancellationToken cancellationToken)
    {
        return await queries.ListAsync(
            sql,
            parameters,
            row => edge(row.GetString(0), Microseconds.ToTime(row.GetInt64(1))),
            cancellationToken);
    }
}
