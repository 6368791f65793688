namespace PromptGrid.Ledger.Conformance.Tests;

/// <summary>Watches who waits for whom.</summary>
internal static class PostgresLocks
{
    /// <summary>Completes when some transaction of this database waits for a lock.</summary>
    public static Task WaitForWaiterAsync(TestDatabase database) => Eventually.TrueAsync(async () => await RawSql.ScalarAsync(
        database,
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'") is > 0L);
}
