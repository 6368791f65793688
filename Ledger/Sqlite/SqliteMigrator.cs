using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace PromptGrid.Ledger.Sqlite;

/// <summary>Brings a database file to the newest schema.</summary>
internal sealed partial class SqliteMigrator(IReadOnlyList<Migration> migrations, ILogger logger)
{
    private const int PartitionsOfNewLedger = 1;

    /// <summary>Applies what is missing, each migration in a transaction that holds the database's write lock, so that two
    /// processes never apply the same one.</summary>
    /// <returns>The number of partitions.</returns>
    public int Migrate(SqliteSession session, LedgerOptions options)
    {
        session.Execute("""
            CREATE TABLE IF NOT EXISTS schema_migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at TEXT NOT NULL)
            """);
        // Before anything is changed.
        Migration.RefuseNewer(Version(session.Connection, null), migrations);
        foreach (var migration in migrations)
            Apply(session.Connection, migration);
        return FixPartitions(session.Connection, options.Partitions == 0 ? PartitionsOfNewLedger : options.Partitions);
    }

    /// <summary>Looks whether the database is at the newest schema, and changes nothing.</summary>
    /// <returns>The number of partitions.</returns>
    public int Check(SqliteSession session)
    {
        var isLedger = session.Prepare("SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name IN ('schema_migrations', 'ledger_settings')").RunForInt64() == 2;
        Migration.RequireCurrent(isLedger ? Version(session.Connection, null) : 0, migrations);
        return Convert.ToInt32(Scalar(session.Connection, null, "SELECT value FROM ledger_settings WHERE name = 'partitions'"), CultureInfo.InvariantCulture);
    }

    private void Apply(SqliteConnection connection, Migration migration)
    {
        using var transaction = connection.BeginTransaction(deferred: false);
        if (Version(connection, transaction) >= migration.Number)
            return;
        Execute(connection, transaction, migration.Sql);
        Execute(
            connection,
            transaction,
            "INSERT INTO schema_migrations (number, name, applied_at) VALUES ($number, $name, datetime('now'))",
            ("$number", migration.Number),
            ("$name", migration.Name));
        transaction.Commit();
        LogApplied(migration.Name);
    }

    private static int FixPartitions(SqliteConnection connection, int wanted)
    {
        using var transaction = connection.BeginTransaction(deferred: false);
        Execute(
            connection,
            transaction,
            "INSERT INTO ledger_settings (name, value) VALUES ('partitions', $value) ON CONFLICT DO NOTHING",
            ("$value", wanted.ToString(CultureInfo.InvariantCulture)));
        var partitions = Convert.ToInt32(
            Scalar(connection, transaction, "SELECT value FROM ledger_settings WHERE name = 'partitions'"), CultureInfo.InvariantCulture);
        for (var partition = 0; partition < partitions; partition++)
        {
            Execute(
                connection,
                transaction,
                "INSERT INTO ledger_heads (partition, sequence) VALUES ($partition, 0) ON CONFLICT DO NOTHING",
                ("$partition", partition));
        }

        transaction.Commit();
        return partitions;
    }

    private static int Version(SqliteConnection connection, SqliteTransaction? transaction) => Convert.ToInt32(
        Scalar(connection, transaction, "SELECT coalesce(max(number), 0) FROM schema_migrations"), CultureInfo.InvariantCulture);

    private static object? Scalar(SqliteConnection connection, SqliteTransaction? transaction, string sql)
    {
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    private static void Execute(
        SqliteConnection connection, SqliteTransaction transaction, string sql, params (string Name, object Value)[] parameters)
    {
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value);
        command.ExecuteNonQuery();
    }
}
