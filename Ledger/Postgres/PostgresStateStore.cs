using static PromptGrid.Ledger.Postgres.PostgresParameters;

namespace PromptGrid.Ledger.Postgres;

/// <summary>Small grain state in a PostgreSQL ledger. The etag is the row's version.</summary>
internal sealed class PostgresStateStore(PostgresQueries queries) : IStateStore
{
    public ValueTask<StoredState?> ReadAsync(string grain, string name, CancellationToken cancellationToken = default)
    {
        return queries.FirstAsync(
            "SELECT version, body FROM grain_state WHERE grain = $1 AND name = $2 AND body IS NOT NULL",
            [Text(grain), Text(name)],
            static row => new StoredState(row.GetString(1), StateEtag.From(row.GetInt64(0))),
            cancellationToken);
    }

    public async ValueTask<string?> WriteAsync(
        string grain, string name, string body, string? etag, CancellationToken cancellationToken = default)
    {
        WriteSetRules.Text(body);
        if (!StateEtag.TryParse(etag, out var version))
            return null;
        if (version is null)
        {
            return await queries.FirstAsync(
                """
                INSERT INTO grain_state AS s (grain, name, version, body) VALUES ($1, $2, 1, $3)
                ON CONFLICT (grain, name) DO UPDATE SET version = s.version + 1, body = excluded.body WHERE s.body IS NULL
                RETURNING version
                """,
                [Text(grain), Text(name), Text(body)],
                static row => StateEtag.From(row.GetInt64(0)),
                cancellationToken);
        }

        return await queries.FirstAsync(
            """
            UPDATE grain_state SET version = version + 1, body = $3
            WHERE grain = $1 AND name = $2 AND version = $4 AND body IS NOT NULL RETURNING version
            """,
            [Text(grain), Text(name), Text(body), Number(version.Value)],
            static row => StateEtag.From(row.GetInt64(0)),
            cancellationToken);
    }

    public async ValueTask<bool> ClearAsync(string grain, string name, string? etag, CancellationToken cancellationToken = default)
    {
        if (!StateEtag.TryParse(etag, out var version))
            return false;
        if (version is null)
            return await ReadAsync(grain, name, cancellationToken) is null;
        return await queries.ExecuteAsync(
            """
            UPDATE grain_state SET version = version + 1, body = NULL
            WHERE grain = $1 AND name = $2 AND version = $3 AND body IS NOT NULL
            """,
            [Text(grain), Text(name), Number(version.Value)],
            cancellationToken) > 0;
    }
}
