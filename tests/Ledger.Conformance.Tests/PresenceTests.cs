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
        async Task<int?> HolderAsync()
        {
            await using var held = source.CreateCommand("SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())");
            return await held.ExecuteScalarAsync() as int?;
        }

        var cut = (await HolderAsync())!.Value;
        await using (var terminate = source.CreateCommand("SELECT pg_terminate_backend($1)"))
        {
            terminate.Parameters.Add(new NpgsqlParameter { Value = cut });
            await terminate.ExecuteNonQueryAsync();
        }

        await Eventually.TrueAsync(async () => await HolderAsync() is { } next && next != cut);
        await using var repair = Process(target);
        await Assert.ThrowsAsync<LedgerInUseException>(() => StoreOf(repair).InitializeAloneAsync());
    }
}
