using Npgsql;
using PromptGrid.Ledger.Lanes;
using PromptGrid.Testing;

namespace PromptGrid.Ledger.Conformance.Tests;

public sealed class EventOrderTests
{
    [Theory, OnSqlite, OnPostgres, OnMemory]
    public async Task Events_are_numbered_from_1_without_gaps_in_the_order_of_the_calls(Store store)
    {
        await using var ledger = await TestLedger.CreateAsync(store, options => options.BatchSizeMax = 7);
        var outcomes = await ledger.CommitTogetherAsync([.. Enumerable.Range(0, 50).Select(n => Sets.Telling("p1", $"{n}"))]);
        var events = await ledger.EventsAsync();
        Assert.Equal(Enumerable.Range(1, 50).Select(n => (long)n), events.Select(written => written.Position.Sequence));
        Assert.Equal(Enumerable.Range(0, 50).Select(n => $"{n}"), events.Select(written => written.Body));
        Assert.Equal(50, await ledger.Reader.ReadHeadAsync(0));
        var last = (CommitOutcome.Committed)outcomes[^1];
        Assert.Equal(new LedgerPosition(0, 50), last.Position);
    }

    [Theory, OnSqlite, OnPostgres, OnMemory]
    public async Task Reading_goes_on_after_a_position_and_stops_at_the_limit(Store store)
    {
        await using var ledger = await TestLedger.CreateAsync(store);
        await ledger.CommitTogetherAsync([.. Enumerable.Range(1, 9).Select(n => Sets.Telling("p1", $"{n}"))]);
        Assert.Equal(["4", "5", "6"], (await ledger.Reader.ReadEventsAsync(0, 3, 3)).Select(written => written.Body));
        Assert.Empty(await ledger.Reader.ReadEventsAsync(0, 9, 3));
    }

    [Theory, OnSqlite, OnPostgres, OnMemory]
    public async Task An_edge_event_stands_after_the_events_of_the_set_that_brought_it(Store store)
    {
        await using var ledger = await TestLedger.CreateAsync(store);
        await ledger.CommitTogetherAsync(
            Sets.Telling("p1", "created"), Sets.Liking("u1", "p1"), Sets.Telling("p1", "closed"), Sets.Liking("u2", "p1"));
        var events = await ledger.EventsAsync();
        Assert.Equal(["created", """{"added":["u1","u2"],"removed":[]}""", "closed"], events.Select(written => written.Body));
    }

    [Theory, OnSqlite, OnPostgres, OnMemory]
    public async Task A_clock_that_jumps_back_does_not_reorder_what_is_committed_later(Store store)
    {
        await using var ledger = await TestLedger.CreateAsync(store);
        await ledger.MustCommitAsync(Sets.Liking("u1", "p1"));
        ledger.Time.Advance(TimeSpan.FromDays(-1));
        var committed = await ledger.MustCommitAsync(Sets.Liking("u2", "p1"));
        Assert.Equal(ManualTime.Start, committed.At);
        Assert.Equal(["u2", "u1"], (await ledger.Reader.ListEdgesToAsync(Sets.Like, "p1", null, 9)).Select(edge => edge.Source));
    }

    [Theory, OnSqlite, OnPostgres, OnMemory]
    public async Task Two_processes_on_one_ledger_share_one_gapless_order(Store store)
    {
        await using var first = await TestLedger.CreateAsync(store);
        await using var second = await first.OpenAnotherAsync();
        var writers = new[] { first, second }.SelectMany(ledger => Enumerable.Range(0, 8).Select(async writer =>
        {
            for (var n = 0; n < 25; n++)
                await ledger.MustCommitAsync(Sets.Telling("p1", $"{writer}"));
        }));
        await Task.WhenAll(writers);
        Assert.Equal(
            Enumerable.Range(1, 400).Select(n => (long)n),
            (await first.EventsAsync()).Select(written => written.Position.Sequence));
    }

    [PostgresFact]
    public async Task A_reader_never_skips_a_transaction_that_commits_late()
    {
        await using var ledger = await TestLedger.CreateAsync(Store.Postgres);
        await using var slow = new NpgsqlConnection(ledger.Database.Target);
        await slow.OpenAsync();
        await using var transaction = await slow.BeginTransactionAsync();
        await using (var take = new NpgsqlCommand(
            """
            UPDATE ledger_heads SET sequence = sequence + 1 WHERE partition = 0;
            INSERT INTO events VALUES (0, 1, 'test.told', 1, 'slow', 0, 'slow');
            """,
            slow,
            transaction))
            await take.ExecuteNonQueryAsync();

        var fast = ledger.MustCommitAsync(Sets.Telling("p1", "fast"));
        await PostgresLocks.WaitForWaiterAsync(ledger.Database);
        Assert.Empty(await ledger.EventsAsync());
        Assert.Equal(0, await ledger.Reader.ReadHeadAsync(0));
        Assert.False(fast.IsCompleted);

        await transaction.CommitAsync();
        Assert.Equal(2, (await fast).Position.Sequence);
        Assert.Equal(["slow", "fast"], (await ledger.EventsAsync()).Select(written => written.Body));
    }

    [PostgresFact]
    public async Task A_transaction_that_is_rolled_back_leaves_no_gap()
    {
        await using var ledger = await TestLedger.CreateAsync(Store.Postgres);
        ledger.Faults.FailNext(LaneStep.BeforeCommit);
        await Assert.ThrowsAsync<LedgerUnavailableException>(async () => await ledger.CommitAsync(Sets.Telling("p1", "lost")));
        await using var slow = new NpgsqlConnection(ledger.Database.Target);
        await slow.OpenAsync();
        await using (var transaction = await slow.BeginTransactionAsync())
        {
            await using var take = new NpgsqlCommand("UPDATE ledger_heads SET sequence = sequence + 1", slow, transaction);
            await take.ExecuteNonQueryAsync();
            await transaction.RollbackAsync();
        }

        Assert.Equal(1, (await ledger.MustCommitAsync(Sets.Telling("p1", "kept"))).Position.Sequence);
    }

    [PostgresFact]
    public async Task A_writer_that_is_chosen_as_the_victim_of_a_deadlock_tries_again()
    {
        await using var ledger = await TestLedger.CreateAsync(Store.Postgres);
        await ledger.CommitTogetherAsync(Sets.Counting("a", "n", 1), Sets.Counting("b", "n", 1));
        await using var other = new NpgsqlConnection(ledger.Database.Target);
        await other.OpenAsync();
        await using var transaction = await other.BeginTransactionAsync();
        await ExecuteAsync("UPDATE counters SET value = value + 10 WHERE entity = 'b'");
        // The lane takes a, then waits for b.
        var commit = ledger.MustCommitAsync(new WriteSet
        {
            Entity = "a",
            Counters = [new CounterAdd("a", "n", 1), new CounterAdd("b", "n", 1)],
        });
        await PostgresLocks.WaitForWaiterAsync(ledger.Database);
        await ExecuteAsync("UPDATE counters SET value = value + 10 WHERE entity = 'a'");
        await transaction.CommitAsync();
        Assert.Equal([12, 12], (await commit).Counters.AsEnumerable());

        async Task ExecuteAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, other, transaction);
            await command.ExecuteNonQueryAsync();
        }
    }
}
