namespace PromptGrid.Ledger.Conformance.Tests;

public sealed class DocumentTests
{
    [Theory, OnSqlite, OnPostgres, OnMemory]
    public async Task A_new_document_has_version_1_and_each_write_adds_1(Store store)
    {
        await using var ledger = await TestLedger.CreateAsync(store);
        await ledger.MustCommitAsync(Sets.Writing("p1", 0, "{\"n\":1}"));
        Assert.Equal(1, (await ledger.Reader.ReadDocumentAsync("p1"))!.Version);
        await ledger.MustCommitAsync(Sets.Writing("p1", 1, "{\"n\":2}"));
        var document = await ledger.Reader.ReadDocumentAsync("p1");
        Assert.Equal(2, document!.Version);
        Assert.Equal("{\"n\":2}", document.Body);
    }

    [Theory, OnSqlite, OnPostgres, OnMemory]
    public async Task A_document_that_exists_cannot_be_created_again(Store store)
    {
        await using var ledger = await TestLedger.CreateAsync(store);
        await ledger.MustCommitAsync(Sets.Writing("p1", 0, "first"));
        Assert.Equal(new CommitOutcome.VersionConflict("p1"), await ledger.CommitAsync(Sets.Writing("p1", 0, "second")));
        Assert.Equal("first", (await ledger.Reader.ReadDocumentAsync("p1"))!.Body);
    }

    [Theory, OnSqlite, OnPostgres, OnMemory]
    public async Task A_writer_with_a_stale_version_is_refused(Store store)
    {
        await using var ledger = await TestLedger.CreateAsync(store);
        await ledger.MustCommitAsync(Sets.Writing("p1", 0, "1"));
        await ledger.MustCommitAsync(Sets.Writing("p1", 1, "2"));
        Assert.Equal(new CommitOutcome.VersionConflict("p1"), await ledger.CommitAsync(Sets.Writing("p1", 1, "stale")));
        Assert.Equal(new CommitOutcome.VersionConflict("p1"), await ledger.CommitAsync(Sets.Writing("p1", 3, "early")));
        Assert.Equal(new CommitOutcome.VersionConflict("p2"), await ledger.CommitAsync(Sets.Writing("p2", 1, "absent")));
    }

    [Theory, OnSqlite, OnPostgres, OnMemory]
    public async Task Of_many_writers_of_one_version_one_wins(Store store)
    {
        await using var ledger = await TestLedger.CreateAsync(store);
        await ledger.MustCommitAsync(Sets.Writing("p1", 0, "0"));
        var outcomes = await ledger.CommitTogetherAsync([.. Enumerable.Range(0, 20).Select(n => Sets.Writing("p1", 1, $"{n}"))]);
        Assert.IsType<CommitOutcome.Committed>(outcomes[0]);
        Assert.All(outcomes.Skip(1), outcome => Assert.IsType<CommitOutcome.VersionConflict>(outcome));
        Assert.Equal("0", (await ledger.Reader.ReadDocumentAsync("p1"))!.Body);
        Assert.Equal(2, (await ledger.Reader.ReadDocumentAsync("p1"))!.Version);
    }

    [Theory, OnSqlite, OnPostgres, OnMemory]
    public async Task Writes_of_one_document_that_wait_together_follow_each_other(Store store)
    {
        await using var ledger = await TestLedger.CreateAsync(store);
        var outcomes = await ledger.CommitTogetherAsync(
            Sets.Writing("p1", 0, "1"), Sets.Writing("p1", 1, "2"), Sets.Writing("p1", 2, null), Sets.Writing("p1", 0, "3"));
        Assert.All(outcomes, outcome => Assert.IsType<CommitOutcome.Committed>(outcome));
        var document = await ledger.Reader.ReadDocumentAsync("p1");
        Assert.Equal(("3", 1), (document!.Body, document.Version));
    }

    [Theory, OnSqlite, OnPostgres, OnMemory]
    public async Task A_deleted_document_is_gone_with_its_counters_and_may_be_created_again(Store store)
    {
        await using var ledger = await TestLedger.CreateAsync(store);
        await ledger.MustCommitAsync(Sets.Writing("p1", 0, "1"));
        await ledger.MustCommitAsync(Sets.Counting("p1", "views", 7));
        await ledger.MustCommitAsync(Sets.Writing("p1", 1, null));
        Assert.Null(await ledger.Reader.ReadDocumentAsync("p1"));
        await ledger.MustCommitAsync(Sets.Writing("p1", 0, "again"));
        var document = await ledger.Reader.ReadDocumentAsync("p1");
        Assert.Equal(1, document!.Version);
        Assert.Equal(0, document.Counter("views"));
    }

    [Theory, OnSqlite, OnPostgres, OnMemory]
    public async Task Counting_before_a_deletion_in_the_same_batch_leaves_no_counter(Store store)
    {
        await using var ledger = await TestLedger.CreateAsync(store);
        await ledger.MustCommitAsync(Sets.Writing("p1", 0, "1"));
        await ledger.CommitTogetherAsync(Sets.Liking("u1", "p1"), Sets.Writing("p1", 1, null), Sets.Writing("p1", 0, "2"));
        Assert.Equal(0, (await ledger.Reader.ReadDocumentAsync("p1"))!.Counter(Sets.Likes));
    }

    [Theory, OnSqlite, OnPostgres, OnMemory]
    public async Task A_refused_set_changes_nothing_at_all(Store store)
    {
        await using var ledger = await TestLedger.CreateAsync(store);
        await ledger.MustCommitAsync(Sets.Writing("taken", 0, "1"));
        var set = new WriteSet
        {
            Entity = "p1",
            Operation = new Operation("op", "f", "r"),
            Documents = [new DocumentWrite("p1", 0, "{}"), new DocumentWrite("taken", 0, "{}")],
            Keys = [new KeyWrite("handle", "ann", "p1")],
            Edges = [new EdgeWrite(Sets.Like, "u1", "p1", false, new EdgeTally("p1", Sets.Likes, Sets.LikesChanged))],
            Counters = [new CounterAdd("p1", "views", 5)],
            Events = [new EventWrite("test.told", 1, "p1", "{}")],
        };
        // Together with others that succeed, whose work must stay.
        var outcomes = await ledger.CommitTogetherAsync(
            Sets.Writing("before", 0, "{}"), set, Sets.Liking("u2", "p2"), Sets.Writing("after", 0, "{}"));

        Assert.Equal(new CommitOutcome.VersionConflict("taken"), outcomes[1]);
        Assert.Null(await ledger.Reader.ReadDocumentAsync("p1"));
        Assert.Null(await ledger.Reader.ResolveKeyAsync("handle", "ann"));
        Assert.Empty(await ledger.Reader.ListEdgesToAsync(Sets.Like, "p1", null, 10));
        Assert.Equal("p2", Assert.Single(await ledger.EventsAsync()).Subject);
        Assert.Equal(2, (await ledger.Reader.ReadDocumentsAsync(["before", "after", "p1"])).Count);
        var repeated = set with { Documents = [new DocumentWrite("p1", 0, "{}")] };
        var committed = await ledger.MustCommitAsync(repeated);
        Assert.Equal([1, 5], committed.Counters.AsEnumerable());
    }

    [Theory, OnSqlite, OnPostgres, OnMemory]
    public async Task Documents_are_found_by_id_and_scanned_by_prefix_in_ordinal_order(Store store)
    {
        await using var ledger = await TestLedger.CreateAsync(store);
        foreach (var id in new[] { "a/é", "a/Z", "a/b", "b/a", "a", "a/ü" })
            await ledger.MustCommitAsync(Sets.Writing(id, 0, $"\"{id}\""));
        await ledger.MustCommitAsync(Sets.Counting("a/b", "views", 3));

        var first = await ledger.Reader.ScanDocumentsAsync("a/", null, 2);
        Assert.Equal(["a/Z", "a/b"], first.Select(document => document.Id));
        Assert.Equal(3, first[1].Counter("views"));
        var rest = await ledger.Reader.ScanDocumentsAsync("a/", first[^1].Id, 10);
        Assert.Equal(["a/é", "a/ü"], rest.Select(document => document.Id));

        var found = await ledger.Reader.ReadDocumentsAsync(["b/a", "nothing", "a/é", "b/a"]);
        Assert.Equal(["\"a/é\"", "\"b/a\""], found.Select(document => document.Body).Order(StringComparer.Ordinal));
    }

    [Theory, OnSqlite, OnPostgres, OnMemory]
    public async Task Text_of_any_language_and_length_comes_back_as_it_was(Store store)
    {
        await using var ledger = await TestLedger.CreateAsync(store);
        var body = "\"" + string.Concat(Enumerable.Repeat("日本語 🦜 ñ \\u0000 ' \" ", 20_000)) + "\"";
        await ledger.MustCommitAsync(Sets.Writing("p1", 0, body));
        await ledger.MustCommitAsync(Sets.Writing("p2", 0, ""));
        Assert.Equal(body, (await ledger.Reader.ReadDocumentAsync("p1"))!.Body);
        Assert.Equal("", (await ledger.Reader.ReadDocumentAsync("p2"))!.Body);
    }
}
