using System.Globalization;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace PromptGrid.Ledger.Postgres;

/// <summary>Brings a database to the newest schema.</summary>
internal sealed partial class PostgresMigrator(IReadOnlyList<Migration> migrations, ILogger logger)
{
    private const int PartitionsOfNewLedger = 16;

    // Any number will do as long as no one else uses it: this one spells PGLEDGER.
    private const long LockKey = 0x50474C4544474552;

    /// <summary>Applies what is missing, each migration in a transaction. An advisory lock keeps a second process waiting
    /// until the first is done.</summary>
    /// <returns>The number of partitions.</returns>
    public async Task<int> MigrateAsync(NpgsqlDataSource source, LedgerOptions options, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        // The lock goes with the connection, whatever happens: a pooled connection is reset when it is returned.
        await ExecuteAsync(connection, $"SELECT pg_advisory_lock({LockKey})", cancellationToken);
        try
        {
            await ExecuteAsync(
                connection,
                "CREATE TABLE IF NOT EXISTS schema_migrations (number integer PRIMARY KEY, name text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())",
                cancellationToken);
            var version = Convert.ToInt32(
                await ScalarAsync(connection, "SELECT coalesce(max(number), 0) FROM schema_migrations", cancellationToken),
                CultureInfo.InvariantCulture);
            Migration.RefuseNewer(version, migrations);
            foreach (var migration in migrations.Skip(version))
                await ApplyAsync(connection, migration, cancellationToken);
            return await FixPartitionsAsync(
                connection, options.Partitions == 0 ? PartitionsOfNewLedger : options.Partitions, cancellationToken);
        }
        finally
        {
            await ExecuteAsync(connection, $"SELECT pg_advisory_unlock({LockKey})", CancellationToken.None);
        }
    }

    /// <summary>Looks whether the database is at the newest schema, and changes nothing.</summary>
    /// <returns>The number of partitions.</returns>
    public async Task<int> CheckAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        var isLedger = await ScalarAsync(connection, "SELECT to_regclass('schema_migrations') IS NOT NULL AND to_regclass('ledger_settings') IS NOT NULL", cancellationToken) is true;
        var version = isLedger ? await ScalarAsync(connection, "SELECT coalesce(max(number), 0) FROM schema_migrations", cancellationToken) : 0;
        Migration.RequireCurrent(Convert.ToInt32(version, CultureInfo.InvariantCulture), migrations);
        return Convert.ToInt32(
            await ScalarAsync(connection, "SELECT value FROM ledger_settings WHERE name = 'partitions'", cancellationToken),
            CultureInfo.InvariantCulture);
    }

    private async Task ApplyAsync(NpgsqlConnection connection, Migration migration, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(connection, migration.Sql, cancellationToken);
        await ExecuteAsync(
            connection,
            "INSERT INTO schema_migrations (number, name) VALUES ($1, $2)",
            cancellationToken,
            PostgresParameters.Number(migration.Number),
            PostgresParameters.Text(migration.Name));
        await transaction.CommitAsync(cancellationToken);
        LogApplied(migration.Name);
    }

    private static async Task<int> FixPartitionsAsync(NpgsqlConnection connection, int wanted, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(
            connection,
            "INSERT INTO ledger_settings (name, value) VALUES ('partitions', $1) ON CONFLICT DO NOTHING",
            cancellationToken,
            PostgresParameters.Text(wanted.ToString(CultureInfo.InvariantCulture)));
        var partitions = Convert.ToInt32(
            await ScalarAsync(connection, "SELECT value FROM ledger_settings WHERE name = 'partitions'", cancellationToken),
            CultureInfo.InvariantCulture);
        await ExecuteAsync(
            connection,
            "INSERT INTO ledger_heads (partition, sequence) SELECT n, 0 FROM generate_series(0, $1 - 1) AS n ON CONFLICT DO NOTHING",
            cancellationToken,
            PostgresParameters.Number(partitions));
        await transaction.CommitAsync(cancellationToken);
        return partitions;
    }

    private static async Task ExecuteAsync(
        NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params NpgsqlParameter[] parameters)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        command.Parameters.AddRange(parameters);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<object?> ScalarAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        return await command.ExecuteScalarAsync(cancellationToken);
    }
}
