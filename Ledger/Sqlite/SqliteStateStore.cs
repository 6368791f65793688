namespace PromptGrid.Ledger.Sqlite;

/// <summary>Small grain state in a SQLite ledger. The etag is the row's version.</summary>
internal sealed class SqliteStateStore(SqliteLane lane, SqliteReadPool pool) : IStateStore
{
    public ValueTask<StoredState?> ReadAsync(string grain, string name, CancellationToken cancellationToken = default)
    {
        return pool.ReadAsync(
            (grain, name),
            static (session, asked) =>
            {
                var statement = session
                    .Prepare("SELECT version, body FROM grain_state WHERE grain = ?1 AND name = ?2 AND body IS NOT NULL")
                    .Bind(1, asked.grain).Bind(2, asked.name);
                if (!statement.Step())
                    return null;
                var state = new StoredState(statement.Text(1), StateEtag.From(statement.Int64(0)));
                statement.Reset();
                return state;
            },
            cancellationToken);
    }

    public async ValueTask<string?> WriteAsync(
        string grain, string name, string body, string? etag, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        WriteSetRules.Text(body);
        if (!StateEtag.TryParse(etag, out var version))
            return null;
        var written = await lane.RunAsync(session => (version is null
                ? session.Prepare("""
                    INSERT INTO grain_state (grain, name, version, body) VALUES (?1, ?2, 1, ?3)
                    ON CONFLICT (grain, name) DO UPDATE SET version = version + 1, body = excluded.body WHERE body IS NULL
                    RETURNING version
                    """)
                : session.Prepare("""
                    UPDATE grain_state SET version = version + 1, body = ?3
                    WHERE grain = ?1 AND name = ?2 AND version = ?4 AND body IS NOT NULL RETURNING version
                    """).Bind(4, version.Value))
            .Bind(1, grain).Bind(2, name).Bind(3, body).RunForInt64());
        return written is { } now ? StateEtag.From(now) : null;
    }

    public async ValueTask<bool> ClearAsync(string grain, string name, string? etag, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!StateEtag.TryParse(etag, out var version))
            return false;
        if (version is null)
            return await ReadAsync(grain, name, cancellationToken) is null;
        return await lane.RunAsync(session => session
            .Prepare("""
                UPDATE grain_state SET version = version + 1, body = NULL
                WHERE grain = ?1 AND name = ?2 AND version = ?3 AND body IS NOT NULL
                """)
            .Bind(1, grain).Bind(2, name).Bind(3, version.Value).Run() > 0);
    }
}
