namespace PromptGrid.Ledger.Conformance.Tests;

public sealed class ErasureTests
{
    private const string Secret = "zanzibar-the-secret";

    private static WriteSet Counting(string operation, string result) => Sets.Counting("p1", "runs", 1) with { Operation = new Operation(operation, "f", result) };

    [Theory, OnSqlite, OnPostgres]
    public async Task Operations_are_forgotten_by_whose_they_are_and_by_what_they_answered(Store store)
    {
        await using var ledger = await TestLedger.CreateAsync(store);
        await ledger.MustCommitAsync(Counting("usr_a:1", "x"));
        await ledger.MustCommitAsync(Counting("usr_a:2", "y"));
        await ledger.MustCommitAsync(Counting("usr_ab:1", "x"));
        await ledger.MustCommitAsync(Counting("usr_b:1", "holds %_'text' within"));
        Assert.Equal(3, await ledger.Store.Erasure.ForgetOperationsAsync("usr_a:", "%_'text'"));
        foreach (var gone in (string[])["usr_a:1", "usr_a:2", "usr_b:1"]) Assert.Null(await ledger.Reader.ReadOperationAsync(gone));
        Assert.NotNull(await ledger.Reader.ReadOperationAsync("usr_ab:1"));
        Assert.Equal(0, await ledger.Store.Erasure.ForgetOperationsAsync("usr_a:", null));
        // What was forgotten can be done again.
        await ledger.MustCommitAsync(Counting("usr_a:1", "x"));
    }

    [Theory, OnSqlite]
    public async Task What_was_deleted_or_overwritten_is_in_no_file_any_more(Store store)
    {
        await using var ledger = await TestLedger.CreateAsync(store);
        var folder = Path.GetDirectoryName(ledger.Database.Target)!;
        bool IsThere() => Directory.GetFiles(folder).Any(file =>
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            return copy.ToArray().AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(Secret)) >= 0;
        });

        // Short ones share a page with others; a long one fills pages of its own.
        for (var i = 0; i < 200; i++) await ledger.MustCommitAsync(Sets.Writing($"d{i}", 0, $$"""{"a":"{{(i % 3 == 0 ? Secret : "nothing")}}"}"""));
        await ledger.MustCommitAsync(Sets.Writing("long", 0, $$"""{"a":"{{string.Concat(Enumerable.Repeat(Secret + " ", 5_000))}}"}"""));
        await ledger.MustCommitAsync(Counting(Secret + ":1", Secret));
        Assert.True(await ledger.Store.Erasure.OverwriteAsync());
        Assert.True(IsThere());

        for (var i = 0; i < 200; i += 3) await ledger.MustCommitAsync(Sets.Writing($"d{i}", 1, i % 2 == 0 ? null : "{}"));
        await ledger.MustCommitAsync(Sets.Writing("long", 1, null));
        await ledger.Store.Erasure.ForgetOperationsAsync(Secret + ":", null);
        Assert.True(IsThere());
        Assert.True(await ledger.Store.Erasure.OverwriteAsync());
        Assert.False(IsThere());
    }
}
