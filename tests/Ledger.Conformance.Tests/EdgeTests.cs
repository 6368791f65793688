using System.Text.Json;

namespace PromptGrid.Ledger.Conformance.Tests;

public sealed class EdgeTests
{
    [Theory, OnSqlite, OnPostgres, OnMemory]
    public async Task A_like_is_an_edge_a_count_and_an_event(Store store)
    {
        await using var ledger = await TestLedger.CreateAsync(store);
        var committed = await ledger.MustCommitAsync(Sets.Liking("u1", "p1"));

        Assert.Equal([true], committed.EdgesChanged.AsEnumerable());
        Assert.Equal([1], committed.Counters.AsEnumerable());
        Assert.Equal(ManualTime.Start, committed.At);
        Assert.Equal(new LedgerPosition(0, 1), committed.Position);
        Assert.Equal(new Edge(Sets.Like, "u1", "p1", ManualTime.Start), Assert.Single(await ledger.Reader.ListEdgesToAsync(Sets.Like, "p1", null, 10)));
        var written = Assert.Single(await ledger.EventsAsync());
        Assert.Equal(
            new LedgerEvent(new LedgerPosition(0, 1), Sets.LikesChanged, 1, "p1", ManualTime.Start, """{"added":["u1"],"removed":[]}"""),
            written);
    }

    [Theory, OnSqlite, OnPostgres, OnMemory]
    public async Task Liking_twice_counts_once_and_reports_once(Store store)
    {
        await using var ledger = await TestLedger.CreateAsync(store);
        await ledger.MustCommitAsync(Sets.Liking("u1", "p1"));
        ledger.Time.Advance(TimeSpan.FromSeconds(1));
        var again = await ledger.MustCommitAsync(Sets.Liking("u1", "p1"));

        Assert.Equal([false], again.EdgesChanged.AsEnumerable());
        Assert.Equal([1], again.Counters.AsEnumerable());
        Assert.Equal(new LedgerPosition(0, 1), again.Position);
        Assert.Single(await ledger.EventsAsync());
        Assert.Equal(ManualTime.Start, (await ledger.Reader.ListEdgesToAsync(Sets.Like, "p1", null, 10))[0].At);
    }

    [Theory, OnSqlite, OnPostgres, OnMemory]
    public async Task Taking_a_like_back_reports_when_it_was_given(Store store)
    {
        await using var ledger = await TestLedger.CreateAsync(store);
        await ledger.MustCommitAsync(Sets.Liking("u1", "p1"));
        ledger.Time.Advance(TimeSpan.FromMinutes(5));
        var committed = await ledger.MustCommitAsync(Sets.Liking("u1", "p1", remove: true));

        Assert.Equal([true], committed.EdgesChanged.AsEnumerable());
        Assert.Equal([0], committed.Counters.AsEnumerable());
        var body = JsonSerializer.Deserialize((await ledger.EventsAsync())[1].Body, LedgerJson.Default.EdgesChanged)!;
        Assert.Empty(body.Added);
        Assert.Equal([new RemovedEdge("u1", ManualTime.Start.ToUnixTimeMilliseconds() * 1000)], body.Removed.AsEnumerable());
        Assert.Equal(0, await ledger.Reader.CountEdgesToAsync(Sets.Like, "p1"));
    }

    [Theory, OnSqlite, OnPostgres, OnMemory]
    public async Task Taking_back_what_was_not_given_changes_nothing(Store store)
    {
        await using var ledger = await TestLedger.CreateAsync(store);
        var committed = await ledger.MustCommitAsync(Sets.Liking("u1", "p1", remove: true));
        Assert.Equal([false], committed.EdgesChanged.AsEnumerable());
        Assert.Equal([0], committed.Counters.AsEnumerable());
        Assert.Equal(0, committed.Position.Sequence);
        Assert.Empty(await ledger.EventsAsync());
    }

    [Theory, OnSqlite, OnPostgres, OnMemory]
    public async Task An_edge_without_a_tally_is_neither_counted_nor_reported(Store store)
    {
        await using var ledger = await TestLedger.CreateAsync(store);
        var committed = await ledger.MustCommitAsync(new WriteSet
        {
            Entity = "u1",
            Edges = [new EdgeWrite("saw", "u1", "p1", false, null), new EdgeWrite(Sets.Like, "u1", "p1", false, new EdgeTally("p1", Sets.Likes, null))],
            Counters = [new CounterAdd("u1", "seen", 3)],
        });
        Assert.Equal([true, true], committed.EdgesChanged.AsEnumerable());
        Assert.Equal([-1, 1, 3], committed.Counters.AsEnumerable());
        Assert.Empty(await ledger.EventsAsync());
        Assert.Equal("p1", (await ledger.Reader.ListEdgesFromAsync("saw", "u1", null, 5))[0].Target);
    }

    [Theory, OnSqlite, OnPostgres, OnMemory]
    public async Task Likes_that_wait_together_share_one_count_and_one_event(Store store)
    {
        await using var ledger = await TestLedger.CreateAsync(store);
        await ledger.MustCommitAsync(Sets.Liking("u0", "p1"));
        var outcomes = await ledger.CommitTogetherAsync([.. Enumerable.Range(0, 10).Select(n => Sets.Liking($"u{n}", "p1"))]);

        var committed = outcomes.Cast<CommitOutcome.Committed>().ToList();
        Assert.Equal([1, .. Enumerable.Range(2, 9)], committed.Select(one => one.Counters[0]));
        Assert.All(committed, one => Assert.Equal([10], one.BatchCounters.AsEnumerable()));
        Assert.Equal([false, .. Enumerable.Repeat(true, 9)], committed.Select(one => one.EdgesChanged[0]));
        var written = Assert.Single(await ledger.Reader.ReadEventsAsync(0, 1, 10));
        var body = JsonSerializer.Deserialize(written.Body, LedgerJson.Default.EdgesChanged)!;
        Assert.Equal(Enumerable.Range(1, 9).Select(n => $"u{n}"), body.Added.Order());
    }

    [Theory, OnSqlite, OnPostgres, OnMemory]
    public async Task Changes_of_one_edge_that_wait_together_are_answered_as_if_one_by_one(Store store)
    {
        await using var ledger = await TestLedger.CreateAsync(store);
        var outcomes = await ledger.CommitTogetherAsync(
            Sets.Liking("u1", "p1", remove: true),
            Sets.Liking("u1", "p1"),
            Sets.Liking("u1", "p1"),
            Sets.Liking("u1", "p1", remove: true),
            Sets.Liking("u1", "p1", remove: true),
            Sets.Liking("u1", "p1"));
        Assert.Equal(
            [false, true, false, true, false, true],
            outcomes.Cast<CommitOutcome.Committed>().Select(one => one.EdgesChanged[0]));
        Assert.Equal([0, 1, 1, 0, 0, 1], outcomes.Cast<CommitOutcome.Committed>().Select(one => one.Counters[0]));
        Assert.All(outcomes.Cast<CommitOutcome.Committed>(), one => Assert.Equal([1], one.BatchCounters.AsEnumerable()));
        Assert.Equal(1, await ledger.Reader.CountEdgesToAsync(Sets.Like, "p1"));
        Assert.Equal("""{"added":["u1"],"removed":[]}""", Assert.Single(await ledger.EventsAsync()).Body);
    }

    [Theory, OnSqlite, OnPostgres, OnMemory]
    public async Task Whoever_likes_and_takes_it_back_in_one_batch_is_told_the_count_of_each_step(Store store)
    {
        await using var ledger = await TestLedger.CreateAsync(store);
        await ledger.MustCommitAsync(Sets.Liking("old", "p1"));
        var outcomes = await ledger.CommitTogetherAsync(
            Sets.Liking("u1", "p1"),
            Sets.Liking("u1", "p1", remove: true),
            Sets.Liking("old", "p1", remove: true),
            new WriteSet
            {
                Entity = "p1",
                Edges = [Sets.Liking("u2", "p1").Edges[0], Sets.Liking("u3", "p1").Edges[0]],
                Counters = [new CounterAdd("p1", Sets.Likes, 10), new CounterAdd("p1", "views", 5)],
            },
            Sets.Counting("p1", "views", 2));

        var committed = outcomes.Cast<CommitOutcome.Committed>().ToList();
        Assert.Equal([[2], [1], [0], [12, 12, 12, 5], [7]], committed.Select(one => one.Counters.AsEnumerable()));
        Assert.Equal([[12], [12], [12], [12, 12, 12, 7], [7]], committed.Select(one => one.BatchCounters.AsEnumerable()));
    }

    [Theory, OnSqlite, OnPostgres, OnMemory]
    public async Task Changes_that_cancel_out_within_a_batch_are_not_reported(Store store)
    {
        await using var ledger = await TestLedger.CreateAsync(store);
        await ledger.MustCommitAsync(Sets.Liking("old", "p1"));
        ledger.Time.Advance(TimeSpan.FromSeconds(1));
        var outcomes = await ledger.CommitTogetherAsync(
            Sets.Liking("u1", "p1"),
            Sets.Liking("u1", "p1", remove: true),
            Sets.Liking("old", "p1", remove: true),
            Sets.Liking("old", "p1"));
        Assert.All(outcomes.Cast<CommitOutcome.Committed>(), one => Assert.True(one.EdgesChanged[0]));
        Assert.Single(await ledger.EventsAsync());
        Assert.Equal(ManualTime.Start, Assert.Single(await ledger.Reader.ListEdgesToAsync(Sets.Like, "p1", null, 10)).At);
    }

    [Theory, OnSqlite, OnPostgres, OnMemory]
    public async Task Each_tally_has_its_own_event_and_different_tallies_of_one_edge_do_not_mix(Store store)
    {
        await using var ledger = await TestLedger.CreateAsync(store);
        WriteSet Saying(string user, bool remove, string eventName) => new()
        {
            Entity = "p1",
            Edges = [new EdgeWrite(Sets.Like, user, "p1", remove, new EdgeTally("p1", Sets.Likes, eventName))],
        };
        await ledger.CommitTogetherAsync(
            Saying("u1", false, "liked"), Saying("u2", false, "liked"), Saying("u1", true, "unliked"), Saying("u3", false, "starred"));
        Assert.Equal(["liked", "unliked", "starred"], (await ledger.EventsAsync()).Select(written => written.Name));
        Assert.Equal(2, await ledger.Reader.CountEdgesToAsync(Sets.Like, "p1"));
    }

    [Theory, OnSqlite, OnPostgres, OnMemory]
    public async Task An_edge_event_lies_in_the_partition_of_its_writer(Store store)
    {
        await using var ledger = await TestLedger.CreateAsync(store, options => options.Partitions = 4);
        var entity = Enumerable.Range(0, 100).Select(n => $"p{n}").First(id => ledger.Reader.PartitionOf(id) == 3);
        var other = Enumerable.Range(0, 100).Select(n => $"p{n}").First(id => ledger.Reader.PartitionOf(id) == 1);
        await ledger.MustCommitAsync(Sets.Liking("u1", other) with { Entity = entity });
        Assert.Equal(other, Assert.Single(await ledger.EventsAsync(3)).Subject);
        Assert.Empty(await ledger.EventsAsync(1));
    }

    [Theory, OnSqlite, OnPostgres, OnMemory]
    public async Task Existing_targets_are_those_that_have_the_edge(Store store)
    {
        await using var ledger = await TestLedger.CreateAsync(store);
        await ledger.CommitTogetherAsync(Sets.Liking("u1", "p1"), Sets.Liking("u1", "p3"), Sets.Liking("u2", "p2"));
        var existing = await ledger.Reader.ExistingTargetsAsync(Sets.Like, "u1", ["p1", "p2", "p3", "p4"]);
        Assert.Equal(["p1", "p3"], existing.Order());
    }
}
