using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using PromptGrid.Testing;

namespace PromptGrid.Ledger.Conformance.Tests;

/// <summary>Who may have a ledger in PostgreSQL open together. Of a file the data folder's lock says it.</summary>
public sealed class PresenceTests
{
    private static ServiceProvider Process(string target) => new ServiceCollection().AddPostgresLedger(target).BuildServiceProvider();

    private static ILedgerStore StoreOf(ServiceProvider process) => process.GetRequiredService<ILedgerStore>();

    [PostgresFact]
    public async Task A_repair_gets_the_ledger_alone_or_not_at_all_and_keeps_servers_out_until_it_ends()
    {
        var target = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        await using (var first = Process(target))
        {
            await using var second = Process(target);
            await StoreOf(first).InitializeAsync();
            await StoreOf(second).InitializeAsync();
            await using var early = Process(target);
            var refused = await Assert.ThrowsAsync<LedgerInUseException>(() => StoreOf(early).InitializeAloneAsync());
            Assert.Contains("stop every server", refused.Message, StringComparison.Ordinal);
        }

        await using (var repair = Process(target))
        {
            await StoreOf(repair).InitializeAloneAsync();
            await StoreOf(repair).InitializeAsync();
            Assert.IsType<CommitOutcome.Committed>(await StoreOf(repair).Ledger.CommitAsync(Sets.Liking("u1", "p1")));
            await using var server = Process(target);
            await Assert.ThrowsAsync<LedgerInUseException>(() => StoreOf(server).InitializeAsync());
            await using var another = Process(target);
            await Assert.ThrowsAsync<LedgerInUseException>(() => StoreOf(another).InitializeAloneAsync());
            await using var looker = Process(target);
            await StoreOf(looker).OpenReadOnlyAsync();
            Assert.Equal(1, await StoreOf(looker).Reader.CountEdgesToAsync(Sets.Like, "p1"));
        }

        await using var after = Process(target);
        await StoreOf(after).InitializeAsync();
    }

    [PostgresFact]
    public async Task A_server_whose_connections_were_cut_keeps_repairs_out_again_soon()
    {
        var target = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        await using var server = Process(target);
        await StoreOf(server).InitializeAsync();
        await using var source = NpgsqlDataSource.Create(target);
        var cut = (await HolderAsync(source))!.Value;
        await TerminateAsync(source, cut);
        await Eventually.TrueAsync(async () => await HolderAsync(source) is { } next && next != cut);
        await using var repair = Process(target);
        await Assert.ThrowsAsync<LedgerInUseException>(() => StoreOf(repair).InitializeAloneAsync());
    }

    [PostgresFact]
    public async Task A_repair_that_no_longer_keeps_servers_out_is_told_and_does_not_come_back()
    {
        var target = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        await using var source = NpgsqlDataSource.Create(target);
        await using var repair = Process(target);
        await StoreOf(repair).InitializeAloneAsync();
        var lost = StoreOf(repair).AloneLost;
        Assert.True(lost.CanBeCanceled);
        Assert.False(lost.IsCancellationRequested);
        await TerminateAsync(source, (await HolderAsync(source))!.Value);
        await Eventually.TrueAsync(async () => await HolderAsync(source) is null);
        await using var server = Process(target);
        await StoreOf(server).InitializeAsync();
        await Eventually.TrueAsync(() => Task.FromResult(lost.IsCancellationRequested));
        Assert.False(StoreOf(server).AloneLost.IsCancellationRequested);
    }

    [PostgresFact]
    public async Task The_lock_waits_in_a_transaction_that_no_timeout_ends_and_that_holds_back_no_vacuum()
    {
        var target = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        await using var source = NpgsqlDataSource.Create(target);
        await using (var first = Process(target)) await StoreOf(first).InitializeAsync();
        var database = new NpgsqlConnectionStringBuilder(target).Database;
        foreach (var setting in (string[])["idle_in_transaction_session_timeout = 300", "default_transaction_isolation = 'serializable'"])
        {
            await using var set = source.CreateCommand($"ALTER DATABASE {database} SET {setting}");
            await set.ExecuteNonQueryAsync();
        }

        await using var server = Process(target);
        await StoreOf(server).InitializeAsync();
        var holder = (await HolderAsync(source))!.Value;
        await using var session = source.CreateCommand("SELECT state, backend_xmin IS NULL AND backend_xid IS NULL, clock_timestamp() - state_change > interval '1 second' FROM pg_stat_activity WHERE pid = $1");
        session.Parameters.Add(new NpgsqlParameter { Value = holder });
        await Eventually.TrueAsync(async () =>
        {
            await using var row = await session.ExecuteReaderAsync();
            Assert.True(await row.ReadAsync());
            Assert.Equal(("idle in transaction", true), (row.GetString(0), row.GetBoolean(1)));
            return row.GetBoolean(2);
        });
        Assert.Equal(holder, await HolderAsync(source));
    }

    private static async Task<int?> HolderAsync(NpgsqlDataSource source)
    {
        await using var held = source.CreateCommand("SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())");
        return await held.ExecuteScalarAsync() as int?;
    }

    private static async Task TerminateAsync(NpgsqlDataSource source, int process)
    {
        await using var terminate = source.CreateCommand("SELECT pg_terminate_backend($1)");
        terminate.Parameters.Add(new NpgsqlParameter { Value = process });
        await terminate.ExecuteNonQueryAsync();
    }
}
