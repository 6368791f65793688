using System.Collections.Immutable;
using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Dapper;
using PromptGrid.Projections.Storage;

namespace PromptGrid.Projections.Feed;

/// <summary>The feed's index in SQL that SQLite and PostgreSQL both understand.</summary>
/// <remarks>A place is one text, time before id, so that one comparison is the keyset and one index entry the answer.</remarks>
public sealed partial class SqlFeedStore(ProjectionTables tables) : IFeedStore
{
    /// <summary>The table of its checkpoints.</summary>
    public const string Checkpoints = "feed_checkpoints";

    // Any number will do as long as no one else uses it: this one spells PGFEEDS.
    private const long LockKey = 0x50474645454453;

    private const int TimeLength = 19;
    private const char TagSeparator = '\n';

    // Above every place there is.
    private const string End = "~";

    /// <summary>The newest entry of each source says from where on the page can begin: below the newest of as many sources as
    /// the page has room, no other source has an entry that belongs on it. (GROUP BY, not DISTINCT: SQLite 3.35 takes an
    /// offset before it takes out repeats.)</summary>
    private const string Front = """
        WITH heads AS (
            SELECT s.value AS source, (SELECT max(e.place) FROM feed_entries e WHERE e.source = s.value AND e.place < @before) AS newest FROM {sources} s
        ), floor AS (
            SELECT coalesce((SELECT newest FROM heads WHERE newest IS NOT NULL GROUP BY newest ORDER BY newest DESC LIMIT 1 OFFSET @limit - 1), '') AS place
        ), front AS (
            SELECT h.source, floor.place AS floor, {last} AS last FROM heads h CROSS JOIN floor WHERE h.newest >= floor.place
        )
        """;

    /// <summary>Of the sources that are left, each has to give no more than a page.</summary>
    private const string PageInFile = """
        SELECT DISTINCT e.place AS place FROM front f CROSS JOIN feed_entries e
        WHERE e.source = f.source AND e.place < @before AND e.place >= CASE WHEN f.last > f.floor THEN f.last ELSE f.floor END
        ORDER BY place DESC LIMIT @limit
        """;

    private const string LastInFile =
        "coalesce((SELECT e.place FROM feed_entries e WHERE e.source = h.source AND e.place < @before ORDER BY e.place DESC LIMIT 1 OFFSET @limit - 1), '')";

    // A join would leave it to the planner to read the whole table.
    private const string PageOnServer = """
        SELECT DISTINCT e.place AS place FROM front f CROSS JOIN LATERAL (
            SELECT i.place FROM feed_entries i WHERE i.source = f.source AND i.place < @before AND i.place >= f.floor ORDER BY i.place DESC LIMIT @limit) e
        ORDER BY place DESC LIMIT @limit
        """;

    private readonly string _page = tables.IsPostgres
        ? Front.Replace("{sources}", "(SELECT unnest(@sources) AS value)", StringComparison.Ordinal).Replace("{last}", "''", StringComparison.Ordinal) + PageOnServer
        : Front.Replace("{sources}", "json_each(@sources)", StringComparison.Ordinal).Replace("{last}", LastInFile, StringComparison.Ordinal) + PageInFile;

    public async Task InitializeAsync(CancellationToken cancellationToken) => await tables.InitializeAsync(
        $"""
        CREATE TABLE IF NOT EXISTS feed_prompts (prompt {tables.Text} PRIMARY KEY, at BIGINT NOT NULL, owner {tables.Text} NOT NULL, tags TEXT NOT NULL);
        CREATE TABLE IF NOT EXISTS feed_entries (source {tables.Text} NOT NULL, place {tables.Text} NOT NULL, PRIMARY KEY (source, place));
        {ProjectionTables.CheckpointsSchema(Checkpoints)}
        """,
        LockKey,
        cancellationToken);

    public ValueTask<IReadOnlyDictionary<int, long>> ReadCheckpointsAsync(CancellationToken cancellationToken) => tables.ReadCheckpointsAsync(Checkpoints, cancellationToken);

    public ValueTask<IReadOnlyDictionary<string, FeedRow>> ReadAsync(IReadOnlyCollection<string> promptIds, CancellationToken cancellationToken) =>
        tables.ReadAsync(connection => ReadAsync(connection, null, promptIds), cancellationToken);

    public ValueTask WriteAsync(CheckpointMove move, IReadOnlyCollection<FeedRow> rows, IReadOnlyCollection<string> removed, CancellationToken cancellationToken) => tables.WriteAsync(
        async (connection, transaction) =>
        {
            await tables.MoveCheckpointAsync(connection, transaction, Checkpoints, move);
            await WriteAsync(connection, transaction, rows, removed);
            return true;
        },
        cancellationToken);

    public ValueTask<IReadOnlyList<FeedPlace>> PageAsync(IReadOnlyCollection<string> sources, FeedPlace? before, int limit, CancellationToken cancellationToken) => tables.ReadAsync<IReadOnlyList<FeedPlace>>(
        async connection =>
        {
            if (sources.Count == 0) return [];
            object parameters = tables.IsPostgres
                ? new { sources = sources.ToArray(), before = Format(before), limit }
                : new { sources = JsonSerializer.Serialize(sources.ToArray(), SourcesJson.Default.StringArray), before = Format(before), limit };
            var places = await connection.QueryAsync<string>(new CommandDefinition(_page, parameters, cancellationToken: cancellationToken));
            return [.. places.Select(p => new FeedPlace(long.Parse(p.AsSpan(0, TimeLength), CultureInfo.InvariantCulture), p[TimeLength..]))];
        },
        cancellationToken);

    private async Task WriteAsync(DbConnection connection, DbTransaction transaction, IReadOnlyCollection<FeedRow> rows, IReadOnlyCollection<string> removed)
    {
        foreach (var ids in removed.Concat(rows.Select(r => r.PromptId)).Chunk(1_000))
        {
            var old = await ReadAsync(connection, transaction, ids);
            await ExecuteAsync(connection, transaction, "DELETE FROM feed_entries WHERE source = @Source AND place = @Place",
                "DELETE FROM feed_entries e USING unnest(@Source, @Place) AS d(source, place) WHERE e.source = d.source AND e.place = d.place", Entries(old.Values));
        }

        await connection.ExecuteAsync($"DELETE FROM feed_prompts WHERE prompt {In}", new { ids = removed.ToArray() }, transaction);
        await ExecuteAsync(connection, transaction, "INSERT INTO feed_entries (source, place) VALUES (@Source, @Place) ON CONFLICT DO NOTHING",
            "INSERT INTO feed_entries (source, place) SELECT * FROM unnest(@Source, @Place) ON CONFLICT DO NOTHING", Entries(rows));
        await WritePromptsAsync(connection, transaction, rows);
    }

    private string In => tables.IsPostgres ? "= ANY(@ids)" : "IN @ids";

    private async Task<IReadOnlyDictionary<string, FeedRow>> ReadAsync(DbConnection connection, DbTransaction? transaction, IReadOnlyCollection<string> ids)
    {
        if (ids.Count == 0) return ImmutableDictionary<string, FeedRow>.Empty;
        var rows = await connection.QueryAsync<(string Prompt, long At, string Owner, string Tags)>($"SELECT prompt, at, owner, tags FROM feed_prompts WHERE prompt {In}", new { ids = ids.ToArray() }, transaction);
        return rows.ToDictionary(r => r.Prompt, r => new FeedRow(r.Prompt, r.At, r.Owner, [.. r.Tags.Split(TagSeparator, StringSplitOptions.RemoveEmptyEntries)]), StringComparer.Ordinal);
    }

    private async Task WritePromptsAsync(DbConnection connection, DbTransaction transaction, IReadOnlyCollection<FeedRow> rows)
    {
        const string Update = "ON CONFLICT (prompt) DO UPDATE SET at = excluded.at, owner = excluded.owner, tags = excluded.tags";
        var all = rows.Select(r => (Prompt: r.PromptId, r.At, Owner: r.OwnerId, Tags: string.Join(TagSeparator, r.Tags))).ToArray();
        if (!tables.IsPostgres)
        {
            await connection.ExecuteAsync($"INSERT INTO feed_prompts (prompt, at, owner, tags) VALUES (@Prompt, @At, @Owner, @Tags) {Update}", all.Select(r => new { r.Prompt, r.At, r.Owner, r.Tags }), transaction);
        }
        else if (all.Length > 0)
        {
            await connection.ExecuteAsync(
                $"INSERT INTO feed_prompts (prompt, at, owner, tags) SELECT * FROM unnest(@Prompt, @At, @Owner, @Tags) {Update}",
                new { Prompt = Array.ConvertAll(all, r => r.Prompt), At = Array.ConvertAll(all, r => r.At), Owner = Array.ConvertAll(all, r => r.Owner), Tags = Array.ConvertAll(all, r => r.Tags) },
                transaction);
        }
    }

    // Where the server can, all rows go in one statement; in a file each is a call that never leaves the process.
    private async Task ExecuteAsync(DbConnection connection, DbTransaction transaction, string one, string many, (string Source, string Place)[] entries)
    {
        if (entries.Length == 0) return;
        if (tables.IsPostgres) await connection.ExecuteAsync(many, new { Source = Array.ConvertAll(entries, e => e.Source), Place = Array.ConvertAll(entries, e => e.Place) }, transaction);
        else await connection.ExecuteAsync(one, entries.Select(e => new { e.Source, e.Place }), transaction);
    }

    private static (string Source, string Place)[] Entries(IEnumerable<FeedRow> rows) =>
        [.. rows.SelectMany(r => r.Sources, (r, source) => (source, Format(new FeedPlace(r.At, r.PromptId))))];

    private static string Format(FeedPlace? place) =>
        place is { } p ? p.At.ToString("d19", CultureInfo.InvariantCulture) + p.PromptId : End;
}
