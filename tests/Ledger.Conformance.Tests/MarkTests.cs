using System.Text.Json;

namespace PromptGrid.Ledger.Conformance.Tests;

/// <summary>A mark comes only with an edge that is new, goes with it, and is told in the same event.</summary>
public sealed class MarkTests
{
    [Theory, OnSqlite, OnPostgres, OnMemory]
    public async Task A_mark_is_added_and_told_with_its_edge(Store store)
    {
        await using var ledger = await TestLedger.CreateAsync(store);
        var committed = await ledger.MustCommitAsync(Sets.Liking("u1", "p1", mark: Sets.Echo));

        Assert.Equal([true], committed.EdgesChanged.AsEnumerable());
        Assert.Equal([1], committed.Counters.AsEnumerable());
        Assert.Equal(["u1"], await SourcesAsync(ledger, Sets.Like));
        Assert.Equal(["u1"], await SourcesAsync(ledger, Sets.Echo));
        Assert.Equal("""{"added":["u1"],"removed":[],"marked":["u1"]}""", Assert.Single(await ledger.EventsAsync()).Body);
    }

    [Theory, OnSqlite, OnPostgres, OnMemory]
    public async Task An_edge_that_is_there_gets_no_mark(Store store)
    {
        await using var ledger = await TestLedger.CreateAsync(store);
        await ledger.MustCommitAsync(Sets.Liking("u1", "p1"));
        var again = await ledger.MustCommitAsync(Sets.Liking("u1", "p1", mark: Sets.Echo));

        Assert.Equal([false], again.EdgesChanged.AsEnumerable());
        Assert.Empty(await SourcesAsync(ledger, Sets.Echo));
        Assert.Single(await ledger.EventsAsync());
    }

    [Theory, OnSqlite, OnPostgres, OnMemory]
    public async Task A_mark_goes_with_its_edge_and_that_is_told(Store store)
    {
        await using var ledger = await TestLedger.CreateAsync(store);
        await ledger.CommitTogetherAsync(Sets.Liking("u1", "p1"), Sets.Liking("u2", "p1", mark: Sets.Echo));
        ledger.Time.Advance(TimeSpan.FromMinutes(5));
        await ledger.CommitTogetherAsync(Sets.Liking("u1", "p1", remove: true, mark: Sets.Echo), Sets.Liking("u2", "p1", remove: true, mark: Sets.Echo));

        Assert.Empty(await SourcesAsync(ledger, Sets.Like));
        Assert.Empty(await SourcesAsync(ledger, Sets.Echo));
        var events = await ledger.EventsAsync();
        Assert.Equal(2, events.Count);
        var (given, taken) = (events[0].ReadEdges(), events[1].ReadEdges());
        Assert.Equal(["u2"], given.Marked.AsEnumerable());
        Assert.Equal(1, given.AddedUnmarked);
        Assert.True(taken.Marked.IsDefault);
        var at = ManualTime.Start.ToUnixTimeMilliseconds() * 1000;
        Assert.Equal([new RemovedEdge("u1", at), new RemovedEdge("u2", at, Marked: true)], taken.Removed.OrderBy(r => r.Source, StringComparer.Ordinal));
        Assert.Equal(taken.Removed.AsEnumerable(), JsonSerializer.Deserialize(events[1].Body, LedgerJson.Default.EdgesChanged)!.Removed.AsEnumerable());
    }

    [Theory, OnSqlite, OnPostgres, OnMemory]
    public async Task Of_writes_that_wait_together_the_one_that_adds_the_edge_says_whether_it_is_marked(Store store)
    {
        await using var ledger = await TestLedger.CreateAsync(store);
        await ledger.CommitTogetherAsync(
            Sets.Liking("u1", "p1"), Sets.Liking("u1", "p1", mark: Sets.Echo),
            Sets.Liking("u2", "p1", mark: Sets.Echo), Sets.Liking("u2", "p1"),
            Sets.Liking("u3", "p1"), Sets.Liking("u3", "p1", remove: true, mark: Sets.Echo), Sets.Liking("u3", "p1", mark: Sets.Echo),
            Sets.Liking("u4", "p1", mark: Sets.Echo), Sets.Liking("u4", "p1", remove: true, mark: Sets.Echo), Sets.Liking("u4", "p1"));

        Assert.Equal(["u2", "u3"], await SourcesAsync(ledger, Sets.Echo));
        Assert.Equal(["u2", "u3"], Assert.Single(await ledger.EventsAsync()).ReadEdges().Marked.Order());
    }

    [Theory, OnSqlite, OnPostgres, OnMemory]
    public async Task What_is_taken_back_and_given_again_within_a_batch_stays_as_it_was(Store store)
    {
        await using var ledger = await TestLedger.CreateAsync(store);
        await ledger.CommitTogetherAsync(Sets.Liking("u1", "p1"), Sets.Liking("u2", "p1", mark: Sets.Echo));
        ledger.Time.Advance(TimeSpan.FromMinutes(5));
        await ledger.CommitTogetherAsync(
            Sets.Liking("u1", "p1", remove: true, mark: Sets.Echo), Sets.Liking("u1", "p1", mark: Sets.Echo),
            Sets.Liking("u2", "p1", remove: true, mark: Sets.Echo), Sets.Liking("u2", "p1"));

        Assert.Equal(["u2"], await SourcesAsync(ledger, Sets.Echo));
        Assert.Single(await ledger.EventsAsync());
    }

    private static async Task<IEnumerable<string>> SourcesAsync(TestLedger ledger, string kind) =>
        (await ledger.Reader.ListEdgesToAsync(kind, "p1", null, 100)).Select(e => e.Source).Order(StringComparer.Ordinal);
}
