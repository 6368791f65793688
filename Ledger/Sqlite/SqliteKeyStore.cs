namespace PromptGrid.Ledger.Sqlite;

/// <summary>Data-protection keys in a SQLite ledger.</summary>
internal sealed class SqliteKeyStore(SqliteLane lane, SqliteReadPool pool) : IKeyStore
{
    public ValueTask<IReadOnlyList<StoredKey>> ListAsync(CancellationToken cancellationToken = default)
    {
        return pool.ReadAsync<int, IReadOnlyList<StoredKey>>(
            0,
            static (session, _) =>
            {
                var statement = session.Prepare("SELECT id, xml FROM data_protection_keys ORDER BY number");
                var keys = new List<StoredKey>();
                while (statement.Step())
                    keys.Add(new StoredKey(statement.Text(0), statement.Text(1)));
                return keys;
            },
            cancellationToken);
    }

    public async ValueTask AddAsync(StoredKey key, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await lane.RunAsync(session => session
            .Prepare("INSERT INTO data_protection_keys (id, xml) VALUES (?1, ?2) ON CONFLICT DO NOTHING")
            .Bind(1, key.Id).Bind(2, key.Xml).Run());
    }
}
