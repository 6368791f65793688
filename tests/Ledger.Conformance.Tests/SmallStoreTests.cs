using System.Text.Json;

namespace PromptGrid.Ledger.Conformance.Tests;

/// <summary>Checkpoints, dead letters, grain state and keys.</summary>
public sealed class SmallStoreTests
{
    [Theory, OnSqlite, OnPostgres, OnMemory]
    public async Task A_checkpoint_is_kept_and_moves_only_forward_unless_it_is_reset(Store store)
    {
        await using var ledger = await TestLedger.CreateAsync(store);
        var checkpoints = ledger.Store.Checkpoints;
        Assert.Equal(0, await checkpoints.ReadAsync("search", 2));
        await checkpoints.WriteAsync("search", 2, 10);
        await checkpoints.WriteAsync("search", 2, 7);
        await checkpoints.WriteAsync("search", 3, 1);
        await ledger.ReopenAsync();
        checkpoints = ledger.Store.Checkpoints;
        Assert.Equal(10, await checkpoints.ReadAsync("search", 2));
        Assert.Equal(1, await checkpoints.ReadAsync("search", 3));
        Assert.Equal(0, await checkpoints.ReadAsync("lineage", 2));
        await checkpoints.WriteAsync("search", 2, 0, reset: true);
        Assert.Equal(0, await checkpoints.ReadAsync("search", 2));
    }

    [Theory, OnSqlite, OnPostgres, OnMemory]
    public async Task Dead_letters_are_kept_once_listed_oldest_first_and_cleared_by_projection(Store store)
    {
        await using var ledger = await TestLedger.CreateAsync(store);
        var checkpoints = ledger.Store.Checkpoints;
        DeadLetter Letter(string projection, long sequence, int second) => new(
            projection, new LedgerPosition(0, sequence), "test.told", "p1", "JsonException", ManualTime.Start.AddSeconds(second));
        await checkpoints.AddDeadLetterAsync(Letter("search", 5, 2));
        await checkpoints.AddDeadLetterAsync(Letter("search", 5, 3));
        await checkpoints.AddDeadLetterAsync(Letter("lineage", 4, 1));
        Assert.Equal([Letter("lineage", 4, 1), Letter("search", 5, 2)], await checkpoints.ListDeadLettersAsync(null, 10));
        Assert.Equal([Letter("lineage", 4, 1)], await checkpoints.ListDeadLettersAsync(null, 1));
        Assert.Equal([Letter("search", 5, 2)], await checkpoints.ListDeadLettersAsync("search", 10));
        await checkpoints.ClearDeadLettersAsync("search");
        Assert.Equal([Letter("lineage", 4, 1)], await checkpoints.ListDeadLettersAsync(null, 10));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task State_is_written_only_over_the_version_its_writer_has_seen(Store store)
    {
        await using var ledger = await TestLedger.CreateAsync(store);
        var states = ledger.Store.States;
        Assert.Null(await states.ReadAsync("board", "top"));
        var first = await states.WriteAsync("board", "top", "[1]", null);
        Assert.NotNull(first);
        Assert.Null(await states.WriteAsync("board", "top", "[2]", null));
        var second = await states.WriteAsync("board", "top", "[2]", first);
        Assert.NotNull(second);
        Assert.Null(await states.WriteAsync("board", "top", "[3]", first));
        Assert.Null(await states.WriteAsync("board", "top", "[3]", "not an etag"));
        Assert.Equal(new StoredState("[2]", second), await states.ReadAsync("board", "top"));
        Assert.Null(await states.ReadAsync("board", "other"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Cleared_state_is_gone_and_an_etag_from_before_never_matches_again(Store store)
    {
        await using var ledger = await TestLedger.CreateAsync(store);
        var states = ledger.Store.States;
        var old = await states.WriteAsync("board", "top", "[1]", null);
        Assert.False(await states.ClearAsync("board", "top", null));
        Assert.False(await states.ClearAsync("board", "top", "99"));
        Assert.True(await states.ClearAsync("board", "top", old));
        Assert.Null(await states.ReadAsync("board", "top"));
        Assert.True(await states.ClearAsync("board", "top", null));
        Assert.NotNull(await states.WriteAsync("board", "top", "[2]", null));
        Assert.Null(await states.WriteAsync("board", "top", "[3]", old));
        Assert.False(await states.ClearAsync("board", "top", old));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Of_many_who_write_one_state_at_once_one_wins(Store store)
    {
        await using var ledger = await TestLedger.CreateAsync(store);
        var etags = await Task.WhenAll(Enumerable.Range(0, 20)
            .Select(n => ledger.Store.States.WriteAsync("board", "top", $"{n}", null).AsTask()));
        Assert.Single(etags, etag => etag is not null);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Data_protection_keys_are_listed_in_the_order_of_their_addition(Store store)
    {
        await using var ledger = await TestLedger.CreateAsync(store);
        await ledger.Store.Keys.AddAsync(new StoredKey("b", "<b/>"));
        await ledger.Store.Keys.AddAsync(new StoredKey("a", "<a/>"));
        await ledger.Store.Keys.AddAsync(new StoredKey("b", "<other/>"));
        await ledger.ReopenAsync();
        Assert.Equal([new StoredKey("b", "<b/>"), new StoredKey("a", "<a/>")], await ledger.Store.Keys.ListAsync());
    }

    [Theory, OnSqlite, OnPostgres, OnMemory]
    public async Task Listeners_hear_the_new_head_of_each_partition_that_got_events(Store store)
    {
        await using var ledger = await TestLedger.CreateAsync(store);
        await ledger.MustCommitAsync(Sets.Telling("p1", "1"));
        await ledger.MustCommitAsync(Sets.Writing("p1", 0, "{}"));
        ledger.Listener.Throws = true;
        await ledger.CommitTogetherAsync(Sets.Telling("p1", "2"), Sets.Telling("p1", "3"));
        Assert.Equal([new LedgerPosition(0, 1), new LedgerPosition(0, 3)], ledger.Listener.Heads);
    }

    [Theory, OnSqlite, OnPostgres, OnMemory]
    public async Task Listeners_hear_events_as_they_will_be_read(Store store)
    {
        await using var ledger = await TestLedger.CreateAsync(store);
        await ledger.MustCommitAsync(Sets.Telling("p1", "1"));
        await ledger.CommitTogetherAsync(Sets.Telling("p1", "2"), Sets.Liking("u1", "p1"), Sets.Liking("u2", "p1"));
        await ledger.MustCommitAsync(Sets.Liking("u1", "p1", remove: true));
        var stored = await ledger.EventsAsync();
        Assert.Equal(stored, ledger.Listener.Events);
        Assert.Equal(
            [.. stored.Where(e => e.Name == Sets.LikesChanged).Select(e => JsonSerializer.Serialize(e.ReadEdges()))],
            ledger.Listener.Events.Where(e => e.Name == Sets.LikesChanged).Select(e => JsonSerializer.Serialize(e.ReadEdges())).ToArray());
    }

    [Theory, OnSqlite, OnPostgres, OnMemory]
    public async Task A_ledger_that_works_answers_a_ping(Store store)
    {
        await using var ledger = await TestLedger.CreateAsync(store);
        await ledger.Reader.PingAsync();
    }
}
