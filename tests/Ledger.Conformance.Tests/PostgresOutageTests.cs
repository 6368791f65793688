using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using PromptGrid.Ledger.Lanes;
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
        await TerminateAsync(ledger);
        Assert.Equal([2], (await ledger.MustCommitAsync(Sets.Counting("p1", "n", 1))).Counters.AsEnumerable());
    }

    [PostgresFact]
    public async Task A_connection_that_breaks_under_load_fails_its_batch_and_the_next_one_is_committed()
    {
        await using var ledger = await TestLedger.CreateAsync(Store.Postgres);
        await ledger.MustCommitAsync(Sets.Liking("u0", "p1"));
        await ledger.CommitTogetherAsync(Sets.Liking("u1", "p1"), Sets.Liking("u2", "p1"));

        using var plug = ledger.Faults.HoldNext(LaneStep.BeforeAcknowledge);
        var first = ledger.CommitAsync(Sets.Counting("p1", "n", 1)).AsTask();
        await plug.Reached;
        Task<CommitOutcome>[] lost = [ledger.CommitAsync(Sets.Liking("u3", "p1")).AsTask(), ledger.CommitAsync(Sets.Liking("u4", "p1")).AsTask()];
        using var gate = ledger.Faults.HoldNext(LaneStep.BeforeCommit);
        plug.Release();
        await first;
        await gate.Reached;
        await TerminateAsync(ledger);
        gate.Release();
        foreach (var one in lost)
            await Assert.ThrowsAsync<LedgerUnavailableException>(() => one);

        var outcomes = await ledger.CommitTogetherAsync(Sets.Liking("u3", "p1"), Sets.Liking("u2", "p1"), Sets.Liking("u5", "p1"));
        Assert.Equal([true, false, true], outcomes.Cast<CommitOutcome.Committed>().Select(one => one.EdgesChanged[0]));
        Assert.Equal([4, 4, 5], outcomes.Cast<CommitOutcome.Committed>().Select(one => one.Counters[0]));
        Assert.Equal(5, await ledger.Reader.CountEdgesToAsync(Sets.Like, "p1"));
    }

    [PostgresFact]
    public async Task Batches_with_and_without_edges_that_were_there_are_answered_alike()
    {
        await using var ledger = await TestLedger.CreateAsync(Store.Postgres);
        await ledger.MustCommitAsync(Sets.Liking("u0", "p1"));
        var known = new HashSet<string> { "u0" };
        for (var round = 0; round < 40; round++)
        {
            // Three of four rounds bring new likes only; each fourth repeats one, so that the guess is wrong there.
            var users = Enumerable.Range(0, 5).Select(n => string.Create(CultureInfo.InvariantCulture, $"r{round}-{n}")).ToList();
            if (round % 4 == 3)
                users[round % 5] = "u0";
            var outcomes = await ledger.CommitTogetherAsync([.. users.Select(user => Sets.Liking(user, "p1"))]);
            Assert.Equal(users.Select(known.Add), outcomes.Cast<CommitOutcome.Committed>().Select(one => one.EdgesChanged[0]));
            Assert.All(outcomes.Cast<CommitOutcome.Committed>(), one => Assert.Equal([known.Count], one.BatchCounters.AsEnumerable()));
        }

        Assert.Equal(known.Order(StringComparer.Ordinal), (await ledger.Reader.ListEdgesToAsync(Sets.Like, "p1", null, 1_000)).Select(edge => edge.Source).Order(StringComparer.Ordinal));
        var reported = (await ledger.EventsAsync()).SelectMany(written => JsonSerializer.Deserialize(written.Body, LedgerJson.Default.EdgesChanged)!.Added).ToList();
        Assert.Equal(known.Order(StringComparer.Ordinal), reported.Order(StringComparer.Ordinal));
    }

    private static Task<object?> TerminateAsync(TestLedger ledger) => RawSql.ScalarAsync(
        ledger.Database,
        "SELECT count(pg_terminate_backend(pid, 10000)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");

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
