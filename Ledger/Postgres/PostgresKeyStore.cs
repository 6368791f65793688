using static PromptGrid.Ledger.Postgres.PostgresParameters;

namespace PromptGrid.Ledger.Postgres;

/// <summary>Data-protection keys in a PostgreSQL ledger.</summary>
internal sealed class PostgresKeyStore(PostgresQueries queries) : IKeyStore
{
    public async ValueTask<IReadOnlyList<StoredKey>> ListAsync(CancellationToken cancellationToken = default)
    {
        return await queries.ListAsync(
            "SELECT id, xml FROM data_protection_keys ORDER BY number",
            [],
            static row => new StoredKey(row.GetString(0), row.GetString(1)),
            cancellationToken);
    }

    public async ValueTask AddAsync(StoredKey key, CancellationToken cancellationToken = default)
    {
        await queries.ExecuteAsync(
            "INSERT INTO data_protection_keys (id, xml) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING",
            [Text(key.Id), Text(key.Xml)],
            cancellationToken);
    }
}
