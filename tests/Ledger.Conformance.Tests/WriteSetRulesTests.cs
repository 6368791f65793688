namespace PromptGrid.Ledger.Conformance.Tests;

/// <summary>What no database could store is refused before it can spoil a batch.</summary>
public sealed class WriteSetRulesTests
{
    public static TheoryData<string, WriteSet> Bad { get; } = new()
    {
        { "empty entity", Sets.Telling("", "{}") },
        { "long entity", Sets.Telling(new string('x', 101), "{}") },
        { "zero in a body", Sets.Writing("p1", 0, "a\0b") },
        { "half a surrogate pair in a body", Sets.Writing("p1", 0, "a\ud83eb") },
        { "surrogates in the wrong order", Sets.Telling("p1", "\udd9c\ud83e") },
        { "a pair, then half of one at the end", Sets.Telling("p1", "\ud83e\udd9c\ud83e") },
        { "negative version", Sets.Writing("p1", -1, "{}") },
        { "deleting what must not exist", Sets.Writing("p1", 0, null) },
        { "the same document twice", Sets.Writing("p1", 0, "{}") with { Documents = [new("p1", 0, "1"), new("p1", 1, "2")] } },
        { "the same key twice", new WriteSet { Entity = "p1", Keys = [new("k", "a", "p1"), new("k", "a", "p1", true)] } },
        {
            "one edge with two tallies",
            new WriteSet { Entity = "p1", Edges = [new("like", "u", "p", false, null), new("like", "u", "p", true, new EdgeTally("p", "likes", null))] }
        },
        { "empty counter", Sets.Counting("p1", "", 1) },
        { "long key", Sets.Holding("ann", new string('x', 401)) },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void A_set_that_breaks_a_rule_is_refused(string what, WriteSet set)
    {
        Assert.NotEmpty(what);
        Assert.ThrowsAny<ArgumentException>(() => WriteSetRules.Check(set));
    }

    [Fact]
    public void Any_valid_text_is_accepted() => WriteSetRules.Check(Sets.Writing(new string('é', 100), 0, "🦜🦜 x 🦜") with
    {
        Keys = [new KeyWrite("k", "a", "p1"), new KeyWrite("j", "a", "p1")],
    });

    [Theory, OnSqlite, OnPostgres, OnMemory]
    public async Task The_longest_names_that_are_allowed_can_be_stored(Store store)
    {
        await using var ledger = await TestLedger.CreateAsync(store);
        var id = new string('\uffee', 100);
        await ledger.MustCommitAsync(new WriteSet
        {
            Entity = id,
            Operation = new Operation(Key("o"), "f", "r"),
            Documents = [new DocumentWrite(id, 0, "{}")],
            Keys = [new KeyWrite(id, Key("k"), id)],
            Edges = [new EdgeWrite(id, id, id, false, new EdgeTally(id, id, id))],
            Events = [new EventWrite(id, 1, id, "{}")],
        });
        Assert.Equal(id, await ledger.Reader.ResolveKeyAsync(id, Key("k")));
        Assert.Single(await ledger.Reader.ListEdgesToAsync(id, id, null, 10));

        static string Key(string first) => first + new string('\uffee', 399);
    }
}
