using PromptGrid.Ledger.Lanes;

namespace PromptGrid.Ledger.Conformance.Tests;

public sealed class FailureTests
{
    private static WriteSet Everything(string id) => new()
    {
        Entity = id,
        Operation = new Operation($"op-{id}", "f", "done"),
        Documents = [new DocumentWrite(id, 0, "{}")],
        Keys = [new KeyWrite("handle", id, id)],
        Edges = [new EdgeWrite(Sets.Like, "u1", id, false, new EdgeTally(id, Sets.Likes, Sets.LikesChanged))],
        Counters = [new CounterAdd(id, "views", 2)],
        Events = [new EventWrite("test.told", 1, id, "{}")],
    };

    [Theory, OnSqlite, OnPostgres, OnMemory]
    public async Task A_crash_before_the_commit_leaves_nothing_and_the_caller_does_not_hear_success(Store store)
    {
        await using var ledger = await TestLedger.CreateAsync(store);
        ledger.Faults.FailNext(LaneStep.BeforeCommit);
        await Assert.ThrowsAsync<LedgerUnavailableException>(async () => await ledger.CommitAsync(Everything("p1")));
        await ledger.ReopenAsync();
        Assert.Null(await ledger.Reader.ReadDocumentAsync("p1"));
        Assert.Null(await ledger.Reader.ResolveKeyAsync("handle", "p1"));
        Assert.Equal(0, await ledger.Reader.CountEdgesToAsync(Sets.Like, "p1"));
        Assert.Empty(await ledger.EventsAsync());
        await ledger.MustCommitAsync(Everything("p1"));
    }

    [Theory, OnSqlite, OnPostgres, OnMemory]
    public async Task A_crash_after_the_commit_keeps_everything_and_a_repeat_learns_the_answer(Store store)
    {
        await using var ledger = await TestLedger.CreateAsync(store);
        ledger.Faults.FailNext(LaneStep.BeforeAcknowledge);
        await Assert.ThrowsAsync<LedgerUnavailableException>(async () => await ledger.CommitAsync(Everything("p1")));
        await ledger.ReopenAsync();
        Assert.Equal(new CommitOutcome.AlreadyDone("done"), await ledger.CommitAsync(Everything("p1")));
        var document = await ledger.Reader.ReadDocumentAsync("p1");
        Assert.Equal((1, 1, 2), (document!.Version, document.Counter(Sets.Likes), document.Counter("views")));
        Assert.Equal(2, (await ledger.EventsAsync()).Count);
    }

    [Theory, OnSqlite, OnPostgres, OnMemory]
    public async Task A_lane_goes_on_after_a_failure(Store store)
    {
        await using var ledger = await TestLedger.CreateAsync(store);
        for (var n = 0; n < 5; n++)
        {
            ledger.Faults.FailNext(n % 2 == 0 ? LaneStep.BeforeCommit : LaneStep.BeforeAcknowledge);
            await Assert.ThrowsAsync<LedgerUnavailableException>(async () => await ledger.CommitAsync(Sets.Counting("p1", "n", 1)));
            await ledger.MustCommitAsync(Sets.Counting("p1", "n", 10));
        }

        Assert.Equal([62], (await ledger.MustCommitAsync(Sets.Counting("p1", "n", 10))).Counters.AsEnumerable());
    }

    [Theory, OnSqlite, OnPostgres, OnMemory]
    public async Task What_one_set_does_to_a_batch_does_not_hurt_the_others(Store store)
    {
        await using var ledger = await TestLedger.CreateAsync(store);
        using var gate = ledger.Faults.HoldNext(LaneStep.BeforeAcknowledge);
        var plug = ledger.CommitAsync(Sets.Telling("p1", "plug")).AsTask();
        await gate.Reached;
        var answers = Enumerable.Range(0, 3).Select(n => ledger.CommitAsync(Sets.Telling("p1", $"{n}")).AsTask()).ToArray();
        // Once for the three together, once for the first of them alone.
        ledger.Faults.FailNext(LaneStep.BeforeCommit, () => new FormatException());
        ledger.Faults.FailNext(LaneStep.BeforeCommit, () => new FormatException());
        gate.Release();
        await plug;

        await Assert.ThrowsAsync<LedgerUnavailableException>(() => answers[0]);
        Assert.IsType<CommitOutcome.Committed>(await answers[1]);
        Assert.IsType<CommitOutcome.Committed>(await answers[2]);
        Assert.Equal(["plug", "1", "2"], (await ledger.EventsAsync()).Select(written => written.Body));
    }

    [Theory, OnSqlite, OnPostgres, OnMemory]
    public async Task A_full_queue_refuses_at_once_and_what_was_accepted_is_answered(Store store)
    {
        await using var ledger = await TestLedger.CreateAsync(store, options => options.QueueCapacity = 3);
        using var gate = ledger.Faults.HoldNext(LaneStep.BeforeAcknowledge);
        var plug = ledger.CommitAsync(Sets.Counting("p1", "n", 1)).AsTask();
        await gate.Reached;
        var accepted = Enumerable.Range(0, 3).Select(_ => ledger.CommitAsync(Sets.Counting("p1", "n", 1)).AsTask()).ToArray();
        var refused = ledger.CommitAsync(Sets.Counting("p1", "n", 1));
        Assert.True(refused.IsCompleted);
        Assert.IsType<CommitOutcome.Overloaded>(await refused);
        gate.Release();
        await plug;
        Assert.All(await Task.WhenAll(accepted), outcome => Assert.IsType<CommitOutcome.Committed>(outcome));
        Assert.Equal([5], (await ledger.MustCommitAsync(Sets.Counting("p1", "n", 1))).Counters.AsEnumerable());
    }

    [Theory, OnSqlite, OnPostgres, OnMemory]
    public async Task Draining_answers_what_was_accepted_and_refuses_what_comes(Store store)
    {
        await using var ledger = await TestLedger.CreateAsync(store);
        using var gate = ledger.Faults.HoldNext(LaneStep.BeforeCommit);
        var first = ledger.CommitAsync(Sets.Telling("p1", "1")).AsTask();
        await gate.Reached;
        var second = ledger.CommitAsync(Sets.Telling("p1", "2")).AsTask();
        var drained = ledger.Store.DrainAsync();
        await Assert.ThrowsAsync<LedgerUnavailableException>(async () => await ledger.CommitAsync(Sets.Telling("p1", "3")));
        Assert.False(drained.IsCompleted);
        gate.Release();
        await drained;
        Assert.IsType<CommitOutcome.Committed>(await first);
        Assert.IsType<CommitOutcome.Committed>(await second);
        Assert.Equal(["1", "2"], (await ledger.EventsAsync()).Select(written => written.Body));
    }

    [Theory, OnSqlite, OnPostgres, OnMemory]
    public async Task A_caller_never_continues_on_the_lane(Store store)
    {
        await using var ledger = await TestLedger.CreateAsync(store);
        using var committed = new ManualResetEventSlim();
        await ledger.CommitAsync(Sets.Counting("p1", "n", 1));
        // Here the first caller goes on. If this were the lane, nobody would be left to commit the second set.
        var second = ledger.CommitAsync(Sets.Counting("p1", "n", 1)).AsTask();
        _ = second.ContinueWith(_ => committed.Set(), TaskScheduler.Default);
        Assert.True(committed.Wait(TimeSpan.FromSeconds(30)));
        await second;
    }

    [Fact]
    public async Task What_was_answered_is_on_the_disk_of_a_SQLite_ledger_that_was_never_closed()
    {
        await using var ledger = await TestLedger.CreateAsync(Store.Sqlite);
        await Task.WhenAll(Enumerable.Range(0, 200).Select(n => ledger.MustCommitAsync(Everything($"p{n}"))));
        using var copy = await TestDatabase.CreateAsync(Store.Sqlite);
        foreach (var suffix in new[] { "", "-wal" })
            File.Copy(ledger.Database.Target + suffix, copy.Target + suffix);
        Assert.Equal(200L, await RawSql.CountAsync(copy, "documents"));
        Assert.Equal(400L, await RawSql.CountAsync(copy, "events"));
        Assert.Equal("ok", await RawSql.ScalarAsync(copy, "PRAGMA integrity_check"));
    }
}
