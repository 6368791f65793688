using System.Collections.Immutable;
using PromptGrid.Domain.Common;
using PromptGrid.Domain.PromptCollections;
using PromptGrid.Domain.Tests.Prompts;

namespace PromptGrid.Domain.Tests.PromptCollections;

public sealed class CollectionRulesTests
{
    private static readonly CollectionDocument Empty = Samples.Accepted(CollectionRules.Create("col_0", Samples.OwnerId, new CollectionDraft("Best of", null, null), Samples.Now));

    private static CollectionDocument Put(CollectionDocument collection, string prompt, int? position = null) => Samples.Accepted(CollectionRules.Put(collection, prompt, position, Samples.Later));

    private static CollectionDocument Of(params string[] prompts) => prompts.Aggregate(Empty, (c, p) => Put(c, p));

    private static string Order(CollectionDocument collection) => string.Concat(collection.Entries.Select(e => e.PromptId));

    [Fact]
    public void A_new_collection_is_private() => Assert.Equal("private", Empty.Visibility);

    [Theory]
    [InlineData("x", null, "abcx")]
    [InlineData("x", 0, "xabc")]
    [InlineData("x", 2, "abxc")]
    [InlineData("x", 9, "abcx")]
    [InlineData("a", null, "abc")]
    [InlineData("a", 0, "abc")]
    [InlineData("a", 1, "bac")]
    [InlineData("a", 2, "bca")]
    [InlineData("a", 9, "bca")]
    [InlineData("c", 0, "cab")]
    [InlineData("c", 7, "abc")]
    public void A_prompt_is_put_or_moved(string prompt, int? position, string expected) => Assert.Equal(expected, Order(Put(Of("a", "b", "c"), prompt, position)));

    [Fact]
    public void What_changes_nothing_is_the_same_document()
    {
        var abc = Of("a", "b", "c");
        Assert.Same(abc, Put(abc, "b"));
        Assert.Same(abc, Put(abc, "c", 50));
        Assert.Same(abc, CollectionRules.Remove(abc, "x", Samples.Later));
        Assert.Same(abc, Samples.Accepted(CollectionRules.Reorder(abc, ["a", "b"], Samples.Later)));
        Assert.Same(abc, Samples.Accepted(CollectionRules.Edit(abc, new CollectionDraft(" Best of ", null, null), Samples.Later)));
        Assert.Equal("ac", Order(CollectionRules.Remove(abc, "b", Samples.Later)));
    }

    [Fact]
    public void A_new_order_names_some_and_the_rest_follows()
    {
        var abcd = Of("a", "b", "c", "d");
        Assert.Equal("dbac", Order(Samples.Accepted(CollectionRules.Reorder(abcd, ["d", "b"], Samples.Later))));
        Samples.Refused(CollectionRules.Reorder(abcd, ["a", "a"], Samples.Later), "prompts");
        Samples.Refused(CollectionRules.Reorder(abcd, ["x"], Samples.Later), "prompts");
        Samples.Refused(CollectionRules.Reorder(abcd, null, Samples.Later), "prompts");
        Samples.Refused(CollectionRules.Reorder(abcd, [null!], Samples.Later), "prompts");
    }

    [Fact]
    public void It_holds_a_thousand_prompts()
    {
        var full = Empty with { Entries = [.. Enumerable.Range(0, CollectionLimits.Prompts).Select(n => new CollectionEntry($"p{n}", Samples.Now))] };
        Assert.Equal(FailureCode.Conflict, CollectionRules.Put(full, "x", null, Samples.Later).Failure!.Code);
        Assert.Equal(CollectionLimits.Prompts, Put(full, "p7", 0).Entries.Length);
        Samples.Refused(CollectionRules.Put(Empty, "x", -1, Samples.Later), "position");
    }
}
