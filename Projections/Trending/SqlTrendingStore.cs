using System.Data.Common;
using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;
using PromptGrid.Domain.Trending;
using PromptGrid.Ledger;
using PromptGrid.Projections.Storage;
using SQLitePCL;

namespace PromptGrid.Projections.Trending;

/// <summary>The trending scores in SQL that SQLite and PostgreSQL both understand.</summary>
/// <param name="open">Opens a connection; the caller disposes it.</param>
/// <param name="takesArrays">True for PostgreSQL, which takes a list as one array parameter.</param>
public sealed partial class SqlTrendingStore(Func<CancellationToken, ValueTask<DbConnection>> open, bool takesArrays) : ITrendingStore
{
    // Any number will do as long as no one else uses it: this one spells PGTRENDS.
    private const long LockKey = 0x50475452454E4453;

    private const char TagSeparator = '\n';

    private const string Schema = """
        CREATE TABLE IF NOT EXISTS trending_scores (
            prompt TEXT PRIMARY KEY,
            listed INTEGER NOT NULL,
            type TEXT NOT NULL,
            category TEXT NULL,
            tags TEXT NOT NULL,
            score_hour DOUBLE PRECISION NOT NULL,
            score_day DOUBLE PRECISION NOT NULL,
            score_week DOUBLE PRECISION NOT NULL,
            score_month DOUBLE PRECISION NOT NULL,
            signals BIGINT NOT NULL
        );
        CREATE TABLE IF NOT EXISTS trending_tags (tag TEXT NOT NULL, prompt TEXT NOT NULL, PRIMARY KEY (tag, prompt));
        CREATE INDEX IF NOT EXISTS trending_tags_of ON trending_tags (prompt);
        CREATE TABLE IF NOT EXISTS trending_checkpoints (partition_id INTEGER PRIMARY KEY, sequence BIGINT NOT NULL);
        CREATE INDEX IF NOT EXISTS trending_by_hour ON trending_scores (score_hour) WHERE listed = 1 AND signals > 0;
        CREATE INDEX IF NOT EXISTS trending_by_day ON trending_scores (score_day) WHERE listed = 1 AND signals > 0;
        CREATE INDEX IF NOT EXISTS trending_by_week ON trending_scores (score_week) WHERE listed = 1 AND signals > 0;
        CREATE INDEX IF NOT EXISTS trending_by_month ON trending_scores (score_month) WHERE listed = 1 AND signals > 0;
        """;

    private const string OnConflict = """
        ON CONFLICT (prompt) DO UPDATE SET listed = excluded.listed, type = excluded.type, category = excluded.category, tags = excluded.tags,
            score_hour = excluded.score_hour, score_day = excluded.score_day, score_week = excluded.score_week, score_month = excluded.score_month, signals = excluded.signals
        """;

    private const string Upsert = $"""
        INSERT INTO trending_scores (prompt, listed, type, category, tags, score_hour, score_day, score_week, score_month, signals)
        VALUES (@Prompt, @Listed, @Type, @Category, @Tags, @ScoreHour, @ScoreDay, @ScoreWeek, @ScoreMonth, @Signals)
        {OnConflict}
        """;

    private const string UpsertMany = $"""
        INSERT INTO trending_scores (prompt, listed, type, category, tags, score_hour, score_day, score_week, score_month, signals)
        SELECT * FROM unnest(@Prompt, @Listed, @Type, @Category, @Tags, @ScoreHour, @ScoreDay, @ScoreWeek, @ScoreMonth, @Signals)
        {OnConflict}
        """;

    // To its users the store is part of the ledger: away is away. What the database calls wrong data stays a bug of ours.
    private static async ValueTask<T> AnswerAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (DbException failure) when (!IsWrongData(failure))
        {
            throw new LedgerUnavailableException("The store of the trending scores failed.", failure);
        }
    }

    private static bool IsWrongData(DbException failure) => failure is SqliteException file
        ? file.SqliteErrorCode is raw.SQLITE_CONSTRAINT or raw.SQLITE_MISMATCH or raw.SQLITE_TOOBIG
        : failure.SqlState is { Length: 5 } state && state[..2] is "22" or "23" or "42";

    public async Task InitializeAsync(CancellationToken cancellationToken)
    {
        await using var connection = await open(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (takesArrays) await ServerSchema.ApplyAsync(connection, transaction, Schema, LockKey, cancellationToken);
        else await connection.ExecuteAsync(new CommandDefinition(Schema, transaction: transaction, cancellationToken: cancellationToken));
        await transaction.CommitAsync(cancellationToken);
    }

    public ValueTask<long> ReadCheckpointAsync(int partition, CancellationToken cancellationToken) => AnswerAsync(async () =>
    {
        await using var connection = await open(cancellationToken);
        return await connection.ExecuteScalarAsync<long?>(new CommandDefinition("SELECT sequence FROM trending_checkpoints WHERE partition_id = @partition", new { partition }, cancellationToken: cancellationToken)) ?? 0;
    });

    private const string Columns =
        "prompt, listed, type, category, tags, score_hour AS ScoreHour, score_day AS ScoreDay, score_week AS ScoreWeek, score_month AS ScoreMonth, signals";

    public ValueTask<IReadOnlyDictionary<string, TrendingRow>> ReadAsync(IReadOnlyCollection<string> promptIds, CancellationToken cancellationToken) => AnswerAsync<IReadOnlyDictionary<string, TrendingRow>>(async () =>
    {
        if (promptIds.Count == 0) return new Dictionary<string, TrendingRow>();
        await using var connection = await open(cancellationToken);
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(
            $"SELECT {Columns} FROM trending_scores WHERE prompt "
                + (takesArrays ? "= ANY(@promptIds)" : "IN @promptIds"),
            new { promptIds = promptIds.ToArray() },
            cancellationToken: cancellationToken));
        return rows.Select(r => r.ToTrending()).ToDictionary(r => r.PromptId, StringComparer.Ordinal);
    });

    public ValueTask<bool> WriteAsync(int partition, long from, long to, IReadOnlyCollection<TrendingRow> rows, IReadOnlyCollection<TrendingRow> relisted, CancellationToken cancellationToken) => AnswerAsync(async () =>
    {
        await using var connection = await open(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // What a crash of the server takes from here is read from the ledger again: the checkpoint goes with it.
        if (takesArrays) await connection.ExecuteAsync("SET LOCAL synchronous_commit = off", transaction: transaction);
        var moved = from == 0
            ? await connection.ExecuteAsync("INSERT INTO trending_checkpoints (partition_id, sequence) VALUES (@partition, @to) ON CONFLICT (partition_id) DO UPDATE SET sequence = @to WHERE trending_checkpoints.sequence = 0", new { partition, to }, transaction)
            : await connection.ExecuteAsync("UPDATE trending_checkpoints SET sequence = @to WHERE partition_id = @partition AND sequence = @from", new { partition, from, to }, transaction);
        if (moved == 0) return false;

        await WriteRowsAsync(connection, transaction, rows, relisted);
        await transaction.CommitAsync(cancellationToken);
        return true;
    });

    private async Task WriteRowsAsync(DbConnection connection, DbTransaction transaction, IReadOnlyCollection<TrendingRow> rows, IReadOnlyCollection<TrendingRow> relisted)
    {
        if (rows.Count > 0)
        {
            // Where the server can, all rows go in one statement; in a file each is a call that never leaves the process.
            if (takesArrays) await connection.ExecuteAsync(UpsertMany, Arrays(rows), transaction);
            else await connection.ExecuteAsync(Upsert, rows.Select(Row.Of), transaction);
        }

        if (relisted.Count > 0)
        {
            await connection.ExecuteAsync("DELETE FROM trending_tags WHERE prompt = @PromptId", relisted.Select(r => new { r.PromptId }), transaction);
            await connection.ExecuteAsync("INSERT INTO trending_tags (tag, prompt) VALUES (@Tag, @PromptId) ON CONFLICT DO NOTHING", relisted.SelectMany(r => r.Tags, (r, tag) => new { Tag = tag, r.PromptId }), transaction);
        }
    }

    public ValueTask<IReadOnlyList<(string PromptId, double Score)>> TopAsync(BoardKey board, int limit, CancellationToken cancellationToken) => AnswerAsync<IReadOnlyList<(string PromptId, double Score)>>(async () =>
    {
        // The column comes from the enum, never from outside.
        var column = "score_" + board.Window.Name();
        var (join, filter) = board.Scope.Kind switch
        {
            "type" => ("", "AND s.type = @value"),
            "category" => ("", "AND s.category = @value"),
            "tag" => ("JOIN trending_tags t ON t.prompt = s.prompt", "AND t.tag = @value"),
            _ => ("", ""),
        };
        await using var connection = await open(cancellationToken);
        var rows = await connection.QueryAsync<(string, double)>(new CommandDefinition(
            string.Create(CultureInfo.InvariantCulture, $"SELECT s.prompt, s.{column} FROM trending_scores s {join} WHERE s.listed = 1 AND s.signals > 0 {filter} ORDER BY s.{column} DESC, s.prompt DESC LIMIT {limit}"),
            new { value = board.Scope.Value },
            cancellationToken: cancellationToken));
        return rows.AsList();
    });

    private static object Arrays(IReadOnlyCollection<TrendingRow> rows)
    {
        var all = rows.Select(Row.Of).ToArray();
        return new
        {
            Prompt = Array.ConvertAll(all, r => r.Prompt),
            Listed = Array.ConvertAll(all, r => (int)r.Listed),
            Type = Array.ConvertAll(all, r => r.Type),
            Category = Array.ConvertAll(all, r => r.Category),
            Tags = Array.ConvertAll(all, r => r.Tags),
            ScoreHour = Array.ConvertAll(all, r => r.ScoreHour),
            ScoreDay = Array.ConvertAll(all, r => r.ScoreDay),
            ScoreWeek = Array.ConvertAll(all, r => r.ScoreWeek),
            ScoreMonth = Array.ConvertAll(all, r => r.ScoreMonth),
            Signals = Array.ConvertAll(all, r => r.Signals),
        };
    }

    private sealed class Row
    {
        public string Prompt { get; set; } = "";
        public long Listed { get; set; }
        public string Type { get; set; } = "";
        public string? Category { get; set; }
        public string Tags { get; set; } = "";
        public double ScoreHour { get; set; }
        public double ScoreDay { get; set; }
        public double ScoreWeek { get; set; }
        public double ScoreMonth { get; set; }
        public long Signals { get; set; }

        public static Row Of(TrendingRow row) => new()
        {
            Prompt = row.PromptId,
            Listed = row.Listed ? 1 : 0,
            Type = row.Type,
            Category = row.Category,
            Tags = string.Join(TagSeparator, row.Tags),
            ScoreHour = row.Scores.Hour,
            ScoreDay = row.Scores.Day,
            ScoreWeek = row.Scores.Week,
            ScoreMonth = row.Scores.Month,
            Signals = row.Scores.Signals,
        };

        public TrendingRow ToTrending() => new(
            Prompt, Listed != 0, Type, Category, [.. Tags.Split(TagSeparator, StringSplitOptions.RemoveEmptyEntries)],
            new TrendingScores(ScoreHour, ScoreDay, ScoreWeek, ScoreMonth, Signals));
    }
}
