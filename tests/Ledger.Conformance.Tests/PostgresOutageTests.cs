using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using PromptGrid.Testing;

namespace PromptGrid.Ledger.Conformance.Tests;

/// <summary>What a server does that a file does not: it goes away.</summary>
public sealed class PostgresOutageTests
{
    [PostgresFact]
    public async Task While_the_server_is_down_callers_are_refused_and_when_it_is_back_the_lanes_go_on_by_themselves()
    {
        await using var server = await PostgresServer.StartAsync(durable: true);
        var services = new ServiceCollection();
        services.AddPostgresLedger(await server.CreateDatabaseAsync());
        await using var provider = services.BuildServiceProvider();
        await provider.GetRequiredService<ILedgerStore>().InitializeAsync();
        var ledger = provider.GetRequiredService<ILedger>();
        var reader = provider.GetRequiredService<ILedgerReader>();
        await ledger.CommitAsync(Sets.Liking("u0", "p1"));

        await server.HaltAsync();
        for (var n = 1; n <= 20; n++)
            await Assert.ThrowsAsync<LedgerUnavailableException>(async () => await ledger.CommitAsync(Sets.Liking($"u{n}", "p1")));
        await Assert.ThrowsAsync<LedgerUnavailableException>(async () => await reader.PingAsync());

        await server.ResumeAsync();
        await Eventually.TrueAsync(() => CommitsAsync(ledger));
        await reader.PingAsync();
        Assert.Equal(["late", "u0"], (await reader.ListEdgesToAsync(Sets.Like, "p1", null, 50)).Select(edge => edge.Source));
        Assert.Equal(2, await reader.CountEdgesToAsync(Sets.Like, "p1"));
    }

    [PostgresFact]
    public async Task A_server_that_dies_under_load_loses_nothing_that_was_answered()
    {
        await using var server = await PostgresServer.StartAsync(durable: true);
        var services = new ServiceCollection();
        services.AddPostgresLedger(await server.CreateDatabaseAsync());
        await using var provider = services.BuildServiceProvider();
        await provider.GetRequiredService<ILedgerStore>().InitializeAsync();
        var ledger = provider.GetRequiredService<ILedger>();
        var reader = provider.GetRequiredService<ILedgerReader>();

        var answered = new int[16];
        using var halted = new CancellationTokenSource();
        var callers = Enumerable.Range(0, answered.Length).Select(caller => Task.Run(async () =>
        {
            try
            {
                while (!halted.IsCancellationRequested)
                {
                    await ledger.CommitAsync(Sets.Liking($"u{caller}-{answered[caller]}", "p1"));
                    answered[caller]++;
                }
            }
            catch (LedgerUnavailableException)
            {
                // From here on this caller knows nothing.
            }
        })).ToArray();
        await Eventually.TrueAsync(() => Task.FromResult(answered.Sum() > 500));
        await server.HaltAsync();
        await halted.CancelAsync();
        await Task.WhenAll(callers);
        await server.ResumeAsync();

        await Eventually.TrueAsync(() => CommitsAsync(ledger));
        var likers = (await reader.ListEdgesToAsync(Sets.Like, "p1", null, 1_000_000)).Select(edge => edge.Source).ToHashSet();
        for (var caller = 0; caller < answered.Length; caller++)
        {
            for (var n = 0; n < answered[caller]; n++)
                Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"u{caller}-{n}"), likers);
        }

        var counted = (CommitOutcome.Committed)await ledger.CommitAsync(Sets.Counting("p1", Sets.Likes, 0));
        Assert.Equal(likers.Count, counted.Counters[0]);
    }

    [PostgresFact]
    public async Task A_connection_that_broke_while_nobody_used_it_goes_unnoticed()
    {
        await using var ledger = await TestLedger.CreateAsync(Store.Postgres);
        await ledger.MustCommitAsync(Sets.Counting("p1", "n", 1));
        await RawSql.ScalarAsync(
            ledger.Database,
            "SELECT count(pg_terminate_backend(pid, 10000)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
        Assert.Equal([2], (await ledger.MustCommitAsync(Sets.Counting("p1", "n", 1))).Counters.AsEnumerable());
    }

    private static async Task<bool> CommitsAsync(ILedger ledger)
    {
        try
        {
            return await ledger.CommitAsync(Sets.Liking("late", "p1")) is CommitOutcome.Committed;
        }
        catch (LedgerUnavailableException)
        {
            return false;
        }
    }
}
