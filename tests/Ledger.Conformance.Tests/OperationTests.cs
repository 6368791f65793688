namespace PromptGrid.Ledger.Conformance.Tests;

public sealed class OperationTests
{
    private static WriteSet Counting(string operation, string fingerprint = "f", string result = "r") =>
        Sets.Counting("p1", "runs", 1) with { Operation = new Operation(operation, fingerprint, result) };

    [Theory, OnSqlite, OnPostgres, OnMemory]
    public async Task A_repeated_operation_gets_the_first_answer_and_changes_nothing(Store store)
    {
        await using var ledger = await TestLedger.CreateAsync(store);
        await ledger.MustCommitAsync(Counting("op1", result: "first"));
        Assert.Equal(new CommitOutcome.AlreadyDone("first"), await ledger.CommitAsync(Counting("op1", result: "second")));
        await ledger.ReopenAsync();
        Assert.Equal(new CommitOutcome.AlreadyDone("first"), await ledger.CommitAsync(Counting("op1", result: "third")));
        Assert.Equal(2, (await ledger.MustCommitAsync(Counting("op2"))).Counters[0]);
    }

    [Theory, OnSqlite, OnPostgres, OnMemory]
    public async Task Repeats_that_wait_together_happen_once(Store store)
    {
        await using var ledger = await TestLedger.CreateAsync(store);
        var outcomes = await ledger.CommitTogetherAsync([.. Enumerable.Range(0, 10).Select(n => Counting("op1", result: $"{n}"))]);
        Assert.IsType<CommitOutcome.Committed>(outcomes[0]);
        Assert.All(outcomes.Skip(1), outcome => Assert.Equal(new CommitOutcome.AlreadyDone("0"), outcome));
    }

    [Theory, OnSqlite, OnPostgres, OnMemory]
    public async Task An_operation_id_cannot_be_used_for_something_else(Store store)
    {
        await using var ledger = await TestLedger.CreateAsync(store);
        await ledger.MustCommitAsync(Counting("op1", "one thing"));
        Assert.IsType<CommitOutcome.OperationMismatch>(await ledger.CommitAsync(Counting("op1", "another thing")));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_operation_is_looked_at_before_keys_and_documents(Store store)
    {
        await using var ledger = await TestLedger.CreateAsync(store);
        var set = Sets.Writing("p1", 0, "{}") with
        {
            Operation = new Operation("op1", "f", "created"),
            Keys = [new KeyWrite("handle", "queen", "p1")],
        };
        await ledger.MustCommitAsync(set);
        Assert.Equal(new CommitOutcome.AlreadyDone("created"), await ledger.CommitAsync(set));
        var other = set with { Entity = "p2", Operation = new Operation("op2", "f", "r"), Keys = [new KeyWrite("handle", "queen", "p2")] };
        Assert.Equal(new CommitOutcome.KeyTaken("handle", "queen"), await ledger.CommitAsync(other));
    }

    [Theory, OnSqlite, OnPostgres, OnMemory]
    public async Task A_refused_set_does_not_use_its_operation_up(Store store)
    {
        await using var ledger = await TestLedger.CreateAsync(store);
        var operation = new Operation("op1", "f", "r");
        Assert.IsType<CommitOutcome.VersionConflict>(await ledger.CommitAsync(Sets.Writing("p1", 4, "{}") with { Operation = operation }));
        await ledger.MustCommitAsync(Sets.Writing("p1", 0, "{}") with { Operation = operation });
    }

    [Theory, OnSqlite, OnPostgres, OnMemory]
    public async Task An_operation_is_forgotten_after_its_retention(Store store)
    {
        await using var ledger = await TestLedger.CreateAsync(store, options => options.OperationRetention = TimeSpan.FromHours(1));
        await ledger.MustCommitAsync(Counting("op1", "f", "old"));
        ledger.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(new CommitOutcome.AlreadyDone("old"), await ledger.CommitAsync(Counting("op1")));
        ledger.Time.Advance(TimeSpan.FromMicroseconds(1));
        Assert.Equal(2, (await ledger.MustCommitAsync(Counting("op1", "another fingerprint", "new"))).Counters[0]);
        Assert.Equal(new CommitOutcome.AlreadyDone("new"), await ledger.CommitAsync(Counting("op1", "another fingerprint")));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Forgotten_operations_are_cleared_away(Store store)
    {
        await using var ledger = await TestLedger.CreateAsync(store, options => options.OperationRetention = TimeSpan.FromHours(1));
        await ledger.CommitTogetherAsync([.. Enumerable.Range(0, 50).Select(n => Counting($"op{n}"))]);
        Assert.Equal(50, await RawSql.CountAsync(ledger.Database, "operations"));
        ledger.Time.Advance(TimeSpan.FromHours(2));
        await ledger.MustCommitAsync(Counting("later"));
        Assert.Equal(1, await RawSql.CountAsync(ledger.Database, "operations"));
    }
}
