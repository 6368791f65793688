namespace PromptGrid.Ledger.Conformance.Tests;

public sealed class KeyTests
{
    [Theory, OnSqlite, OnPostgres, OnMemory]
    public async Task A_key_belongs_to_who_claimed_it_first(Store store)
    {
        await using var ledger = await TestLedger.CreateAsync(store);
        await ledger.MustCommitAsync(Sets.Holding("ann", "queen"));
        Assert.Equal(new CommitOutcome.KeyTaken("handle", "queen"), await ledger.CommitAsync(Sets.Holding("bob", "queen")));
        Assert.Equal("ann", await ledger.Reader.ResolveKeyAsync("handle", "queen"));
    }

    [Theory, OnSqlite, OnPostgres, OnMemory]
    public async Task Claiming_what_one_holds_is_fine(Store store)
    {
        await using var ledger = await TestLedger.CreateAsync(store);
        await ledger.MustCommitAsync(Sets.Holding("ann", "queen"));
        await ledger.MustCommitAsync(Sets.Holding("ann", "queen"));
        Assert.Equal("ann", await ledger.Reader.ResolveKeyAsync("handle", "queen"));
    }

    [Theory, OnSqlite, OnPostgres, OnMemory]
    public async Task A_released_key_can_be_claimed_by_others_even_in_the_same_batch(Store store)
    {
        await using var ledger = await TestLedger.CreateAsync(store);
        await ledger.MustCommitAsync(Sets.Holding("ann", "queen"));
        var outcomes = await ledger.CommitTogetherAsync(
            Sets.Holding("bob", "queen"), Sets.Holding("ann", "queen", release: true), Sets.Holding("bob", "queen"));
        Assert.IsType<CommitOutcome.KeyTaken>(outcomes[0]);
        Assert.IsType<CommitOutcome.Committed>(outcomes[2]);
        Assert.Equal("bob", await ledger.Reader.ResolveKeyAsync("handle", "queen"));
    }

    [Theory, OnSqlite, OnPostgres, OnMemory]
    public async Task A_release_by_somebody_else_changes_nothing(Store store)
    {
        await using var ledger = await TestLedger.CreateAsync(store);
        await ledger.MustCommitAsync(Sets.Holding("ann", "queen"));
        await ledger.MustCommitAsync(Sets.Holding("bob", "queen", release: true));
        Assert.Equal("ann", await ledger.Reader.ResolveKeyAsync("handle", "queen"));
    }

    [Theory, OnSqlite, OnPostgres, OnMemory]
    public async Task Keys_of_different_kinds_do_not_meet_and_case_matters(Store store)
    {
        await using var ledger = await TestLedger.CreateAsync(store);
        await ledger.MustCommitAsync(Sets.Holding("ann", "queen"));
        await ledger.MustCommitAsync(Sets.Holding("bob", "Queen"));
        await ledger.MustCommitAsync(new WriteSet { Entity = "eve", Keys = [new KeyWrite("mail", "queen", "eve")] });
        var holders = await ledger.Reader.ResolveKeysAsync("handle", ["queen", "Queen", "king"]);
        Assert.Equal(["ann", "bob"], holders.Values.Order());
        Assert.Equal("eve", await ledger.Reader.ResolveKeyAsync("mail", "queen"));
        Assert.Null(await ledger.Reader.ResolveKeyAsync("mail", "king"));
    }

    [Theory, OnSqlite, OnPostgres, OnMemory]
    public async Task Of_many_who_claim_one_key_at_once_the_first_gets_it(Store store)
    {
        await using var ledger = await TestLedger.CreateAsync(store);
        var outcomes = await ledger.CommitTogetherAsync([.. Enumerable.Range(0, 30).Select(n => Sets.Holding($"u{n}", "queen"))]);
        Assert.IsType<CommitOutcome.Committed>(outcomes[0]);
        Assert.Equal(29, outcomes.Count(outcome => outcome is CommitOutcome.KeyTaken));
        Assert.Equal("u0", await ledger.Reader.ResolveKeyAsync("handle", "queen"));
    }
}
