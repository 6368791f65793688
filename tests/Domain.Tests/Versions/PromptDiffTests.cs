using PromptGrid.Domain.Common;
using PromptGrid.Domain.Prompts;
using PromptGrid.Domain.Versions;

namespace PromptGrid.Domain.Tests.Versions;

public sealed class PromptDiffTests
{
    [Fact]
    public void Equal_versions_are_identical()
    {
        var version = Compare.Version("a", [new PromptMessage("user", "b")], "{\"temperature\":1}", [new PromptVariable("x")]);
        var diff = PromptDiff.Of(version, version);
        Assert.True(diff.Identical);
        Assert.Equal([(DiffKinds.Equal, 0, 0)], diff.Messages.Select(m => (m.Kind, m.From!.Value, m.To!.Value)));
        Assert.Empty(diff.Parameters);
        Assert.Empty(diff.Variables);
    }

    [Fact]
    public void Messages_are_aligned_and_their_text_compared()
    {
        var diff = PromptDiff.Of(
            Compare.Version(messages: [new("system", "Be kind."), new("user", "Hello there, friend."), new("assistant", "Hi.")]),
            Compare.Version(messages: [new("system", "Be kind."), new("user", "Hello there, stranger."), new("assistant", "Hi."), new("user", "Bye.")]));
        Assert.False(diff.Identical);
        Assert.Equal(
            [(DiffKinds.Equal, (int?)0, (int?)0), (DiffKinds.Change, 1, 1), (DiffKinds.Equal, 2, 2), (DiffKinds.Insert, null, 3)],
            diff.Messages.Select(m => (m.Kind, m.From, m.To)));
        Assert.Equal(["@@ -1,1 +1,1", "-Hello there, [friend].", "+Hello there, [stranger]."], diff.Messages[1].Text!.Unified());
        Assert.Equal("user", diff.Messages[3].ToRole);
        Assert.Null(diff.Messages[3].FromRole);
    }

    [Fact]
    public void A_changed_role_is_a_change()
    {
        var diff = PromptDiff.Of(Compare.Version(messages: [new("system", "Be kind.")]), Compare.Version(messages: [new("user", "Be kind.")]));
        var message = Assert.Single(diff.Messages);
        Assert.Equal((DiffKinds.Change, "system", "user"), (message.Kind, message.FromRole, message.ToRole));
        Assert.Empty(message.Text!.Hunks);
    }

    [Fact]
    public void Parameters_are_told_by_pointer()
    {
        var diff = PromptDiff.Of(
            Compare.Version(parameters: "{\"a/b\":1,\"extra\":{\"x~y\":[1,2],\"same\":true},\"gone\":\"é\"}"),
            Compare.Version(parameters: "{\"a/b\":2,\"extra\":{\"x~y\":[1,3],\"same\":true},\"new\":null}"));
        Assert.Equal(
            [("/a~1b", DiffKinds.Change, "1", "2"), ("/extra/x~0y", DiffKinds.Change, "[1,2]", "[1,3]"), ("/gone", DiffKinds.Delete, "\"é\"", null), ("/new", DiffKinds.Insert, null, "null")],
            diff.Parameters.Select(p => (p.Path, p.Kind, p.From?.Text, p.To?.Text)));
        Assert.False(diff.Identical);
    }

    [Fact]
    public void Variables_are_told_by_name()
    {
        var diff = PromptDiff.Of(
            Compare.Version(variables: [new("kept"), new("changed", "number", false, new RawJson("4")), new("gone")]),
            Compare.Version(variables: [new("new"), new("kept"), new("changed", "number", false, new RawJson("5"))]));
        Assert.Equal([("changed", DiffKinds.Change), ("gone", DiffKinds.Delete), ("new", DiffKinds.Insert)], diff.Variables.Select(v => (v.Name, v.Kind)));
        Assert.Equal(("4", "5"), (diff.Variables[0].From!.Default!.Value.Text, diff.Variables[0].To!.Default!.Value.Text));
    }
}
