namespace PromptGrid.Ledger.Conformance.Tests;

public sealed class ListingTests
{
    // Three edges for each of seven moments, so that pages end in the middle of a moment.
    private static async Task<TestLedger> WithEdgesAsync(Store store, Func<int, WriteSet> set)
    {
        var ledger = await TestLedger.CreateAsync(store);
        for (var n = 0; n < 21; n += 3)
        {
            await ledger.CommitTogetherAsync(set(n), set(n + 1), set(n + 2));
            ledger.Time.Advance(TimeSpan.FromMilliseconds(1));
        }

        return ledger;
    }

    [Theory, OnSqlite, OnPostgres, OnMemory]
    public async Task Edges_to_a_target_are_listed_newest_first_page_by_page_without_loss_or_repeat(Store store)
    {
        await using var ledger = await WithEdgesAsync(store, n => Sets.Liking($"u{n:d2}", "p1"));
        var seen = new List<Edge>();
        EdgeCursor? cursor = null;
        while (await ledger.Reader.ListEdgesToAsync(Sets.Like, "p1", cursor, 4) is { Count: > 0 } page)
        {
            seen.AddRange(page);
            cursor = new EdgeCursor(page[^1].At, page[^1].Source);
            // What comes in at the top does not move the pages below.
            await ledger.MustCommitAsync(Sets.Liking($"late{seen.Count}", "p1"));
        }

        Assert.Equal(Enumerable.Range(0, 21).Reverse().Select(n => $"u{n:d2}"), seen.Select(edge => edge.Source));
    }

    [Theory, OnSqlite, OnPostgres, OnMemory]
    public async Task Edges_to_a_target_are_listed_oldest_first_page_by_page_without_loss_or_repeat(Store store)
    {
        await using var ledger = await WithEdgesAsync(store, n => Sets.Liking($"u{n:d2}", "p1"));
        await ledger.MustCommitAsync(Sets.Liking("elsewhere", "p2"));
        var seen = new List<Edge>();
        EdgeCursor? cursor = null;
        while (await ledger.Reader.ListOldestEdgesToAsync(Sets.Like, "p1", cursor, 4) is { Count: > 0 } page)
        {
            seen.AddRange(page);
            cursor = new EdgeCursor(page[^1].At, page[^1].Source);
        }

        Assert.Equal(Enumerable.Range(0, 21).Select(n => $"u{n:d2}"), seen.Select(edge => edge.Source));
        Assert.All(seen, edge => Assert.Equal((Sets.Like, "p1"), (edge.Kind, edge.Target)));
    }

    [Theory, OnSqlite, OnPostgres, OnMemory]
    public async Task Edges_from_a_source_are_listed_newest_first_page_by_page_without_loss_or_repeat(Store store)
    {
        await using var ledger = await WithEdgesAsync(store, n => Sets.Liking("u1", $"p{n:d2}"));
        var seen = new List<Edge>();
        EdgeCursor? cursor = null;
        while (await ledger.Reader.ListEdgesFromAsync(Sets.Like, "u1", cursor, 5) is { Count: > 0 } page)
        {
            seen.AddRange(page);
            cursor = new EdgeCursor(page[^1].At, page[^1].Target);
        }

        Assert.Equal(Enumerable.Range(0, 21).Reverse().Select(n => $"p{n:d2}"), seen.Select(edge => edge.Target));
    }

    [Theory, OnSqlite, OnPostgres, OnMemory]
    public async Task Sources_are_listed_by_id_whenever_their_edges_were_added(Store store)
    {
        await using var ledger = await TestLedger.CreateAsync(store);
        foreach (var n in (int[])[3, 1, 4, 9, 2, 6, 5]) await ledger.MustCommitAsync(Sets.Liking($"u{n}", "p1"));
        await ledger.MustCommitAsync(Sets.Liking("u7", "p2"));
        Assert.Equal(["u9", "u6", "u5", "u4"], await ledger.Reader.ListSourcesToAsync(Sets.Like, "p1", null, 4));
        Assert.Equal(["u3", "u2", "u1"], await ledger.Reader.ListSourcesToAsync(Sets.Like, "p1", "u4", 4));
        Assert.Empty(await ledger.Reader.ListSourcesToAsync("save", "p1", null, 4));
    }

    [Theory, OnSqlite, OnPostgres, OnMemory]
    public async Task Lists_keep_kinds_and_ends_apart(Store store)
    {
        await using var ledger = await TestLedger.CreateAsync(store);
        await ledger.CommitTogetherAsync(
            Sets.Liking("u1", "p1"),
            Sets.Liking("u2", "p2"),
            new WriteSet { Entity = "p1", Edges = [new EdgeWrite("save", "u3", "p1", false, null)] });
        Assert.Equal(["u1"], (await ledger.Reader.ListEdgesToAsync(Sets.Like, "p1", null, 9)).Select(edge => edge.Source));
        Assert.Equal(["u3"], (await ledger.Reader.ListEdgesToAsync("save", "p1", null, 9)).Select(edge => edge.Source));
        Assert.Equal(["p2"], (await ledger.Reader.ListEdgesFromAsync(Sets.Like, "u2", null, 9)).Select(edge => edge.Target));
        Assert.Empty(await ledger.Reader.ListEdgesFromAsync("save", "u2", null, 9));
    }
}
