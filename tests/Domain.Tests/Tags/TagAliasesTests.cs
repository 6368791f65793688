using System.Collections.Immutable;
using PromptGrid.Domain.Tags;
using PromptGrid.Domain.Tests.Prompts;

namespace PromptGrid.Domain.Tests.Tags;

public sealed class TagAliasesTests
{
    private static TagAliases With(TagAliases aliases, string alias, string tag) => Samples.Accepted(aliases.With(alias, tag));

    [Fact]
    public void Names_become_the_tags_they_mean_each_once()
    {
        var aliases = With(With(TagAliases.None, "#JS", "Java Script"), "ecmascript", "js");
        Assert.Equal("java-script", aliases.Resolve("js"));
        Assert.Equal(["java-script", "css"], aliases.Resolve(ImmutableArray.Create("JS", "CSS", "EcmaScript", "java-script")).AsEnumerable());
        ImmutableArray<string> odd = ["#", null!, " "];
        Assert.Equal(odd, aliases.Resolve(odd).AsEnumerable());
        Assert.Equal(["JS"], TagAliases.None.Resolve(ImmutableArray.Create("JS")).AsEnumerable());
    }

    [Fact]
    public void Aliases_never_chain_and_never_circle()
    {
        var aliases = With(With(TagAliases.None, "a", "b"), "b", "c");
        Assert.Equal(["c", "c"], aliases.Tags.Values);
        Assert.Equal("c", With(aliases, "d", "a").Resolve("d"));
        Samples.Refused(aliases.With("c", "a"), "tag");
        Samples.Refused(aliases.With("x", "X"), "tag");
        Assert.Equal("b", aliases.Without("B").Resolve("b"));
    }

    [Fact]
    public void What_is_no_tag_is_refused()
    {
        Samples.Refused(TagAliases.None.With("#-", "b"), "alias");
        Samples.Refused(TagAliases.None.With("a", null), "tag");
        Samples.Refused(TagAliases.None.With("a", new string('x', 51)), "tag");
        Samples.Refused(TagAliases.None.With("a\n", "b"), "alias");
    }
}
