using Npgsql;

namespace PromptGrid.Ledger.Postgres;

/// <summary>Makes the pools of connections that everything of ours shares a database with.</summary>
public static class PostgresSource
{
    private const int PreparedStatementsMax = 64;
    private const int DriversConnectSeconds = 15;
    private const int ConnectSeconds = 5;

    // Every statement finds its rows by a key, with a plan that is made once per connection, often before the table has
    // grown or has been analysed. A scan or a hash of a table is then never right, whatever the statistics say.
    private const string PlannerSettings = """
        SET enable_seqscan = off;
        SET enable_bitmapscan = off;
        SET enable_hashjoin = off;
        SET enable_mergejoin = off;
        """;

    /// <summary>Makes a pool. What the connection string says goes before what is said here.</summary>
    /// <remarks>Statements are prepared when they are used a second time. The session's settings are made once per
    /// connection and stay, so a connection is not reset when it returns to the pool: who changes a setting or takes a lock
    /// undoes it, or does it within a transaction. The driver's own log is left out: it writes a line per statement at the
    /// level of information.</remarks>
    public static NpgsqlDataSource Create(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { NoResetOnClose = true };
        if (settings.MaxAutoPrepare == 0)
        {
            settings.MaxAutoPrepare = PreparedStatementsMax;
            settings.AutoPrepareMinUsages = 2;
        }

        // A lane that cannot connect refuses its callers; until it knows, they wait.
        if (settings.Timeout == DriversConnectSeconds)
            settings.Timeout = ConnectSeconds;
        settings.ApplicationName ??= "PromptGrid";
        var builder = new NpgsqlDataSourceBuilder(settings.ConnectionString);
        builder.UsePhysicalConnectionInitializer(
            static connection => Initialize(connection).ExecuteNonQuery(),
            static connection => Initialize(connection).ExecuteNonQueryAsync());
        return builder.Build();
    }

    private static NpgsqlCommand Initialize(NpgsqlConnection connection) => new(PlannerSettings, connection);
}
