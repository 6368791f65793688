using PromptGrid.Domain.Common;
using PromptGrid.Domain.Prompts;
using static PromptGrid.Domain.Tests.Prompts.Samples;

namespace PromptGrid.Domain.Tests.Prompts;

/// <summary>Major: callers' variables break. Minor: new text or variables. Patch: parameters alone.</summary>
public sealed class SemverTests
{
    private static readonly PromptDocument Prompt = Publish(Small with
    {
        Type = "chat",
        Content = "Text",
        Variables =
        [
            new PromptVariable("must", "string"),
            new PromptVariable("may", "string", Required: false),
            new PromptVariable("has", "string", true, new RawJson("\"x\"")),
        ],
    }) with
    { Version = new PromptVersion(7, "2.3.4", null, Now, "") };

    private static PromptDocument Start => Prompt with { Version = Prompt.Version with { ContentHash = PromptRules.HashOf(Prompt) } };

    public static TheoryData<string, string, Func<PromptDraft, PromptDraft>> Changes() => new()
    {
        { "parameters alone", "2.3.5", d => d with { Parameters = new RawJson("{\"topP\":1}") } },
        { "new text", "2.4.0", d => d with { Content = "Other" } },
        { "new text and parameters", "2.4.0", d => d with { Content = "Other", Parameters = new RawJson("{\"topP\":1}") } },
        { "a message", "2.4.0", d => d with { Messages = [new PromptMessage("user", "x")] } },
        { "a new optional variable", "2.4.0", d => d with { Variables = [.. d.Variables!.Value, new PromptVariable("new", Required: false)] } },
        { "a new variable with a default", "2.4.0", d => d with { Variables = [.. d.Variables!.Value, new PromptVariable("new", Default: new RawJson("\"\""))] } },
        { "another description", "2.4.0", d => With(d, "must", v => v with { Description = "x" }) },
        { "another default", "2.4.0", d => With(d, "has", v => v with { Default = new RawJson("\"y\"") }) },
        { "a default for a required variable", "2.4.0", d => With(d, "must", v => v with { Default = new RawJson("\"y\"") }) },
        { "no longer required", "2.4.0", d => With(d, "must", v => v with { Required = false }) },
        { "required, but with a default", "2.4.0", d => With(d, "may", v => v with { Required = true, Default = new RawJson("\"y\"") }) },
        { "another order", "2.4.0", d => d with { Variables = [.. d.Variables!.Value.Reverse()] } },
        { "required now", "3.0.0", d => With(d, "may", v => v with { Required = true }) },
        { "its default taken away", "3.0.0", d => With(d, "has", v => v with { Default = null }) },
        { "a new required variable", "3.0.0", d => d with { Variables = [.. d.Variables!.Value, new PromptVariable("new")] } },
        { "a new required variable in the text", "3.0.0", d => d with { Content = "{{new}}" } },
        { "a variable gone", "3.0.0", d => d with { Variables = [.. d.Variables!.Value.Skip(1)] } },
        { "an optional variable gone", "3.0.0", d => d with { Variables = [d.Variables!.Value[0], d.Variables!.Value[2]] } },
        { "another type of a variable", "3.0.0", d => With(d, "may", v => v with { Type = "number" }) },
        { "another modality", "3.0.0", d => d with { Type = "text" } },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void A_change_makes_the_next_version(string change, string semver, Func<PromptDraft, PromptDraft> of)
    {
        var draft = of(new PromptDraft { Type = Start.Type, Content = Start.Content, Messages = Start.Messages, Parameters = Start.Parameters, Variables = Start.Variables });
        var after = Edit(Start, draft, "type", "content", "messages", "parameters", "variables");
        Assert.True((8, semver) == (after.Version.Number, after.Version.Semver), $"{change}: {after.Version}");
    }

    [Fact]
    public void Versions_count_up_one_by_one()
    {
        var prompt = Publish();
        for (var i = 2; i < 30; i++)
        {
            prompt = Edit(prompt, new PromptDraft { Content = $"Text {i}" }, "content");
            Assert.Equal((i, $"1.{i - 1}.0"), (prompt.Version.Number, prompt.Version.Semver));
        }
    }

    [Fact]
    public void Going_back_to_an_old_text_is_a_new_version_with_the_old_hash()
    {
        var first = Publish();
        var second = Edit(first, new PromptDraft { Content = "Other" }, "content");
        var third = Edit(second, new PromptDraft { Content = first.Content }, "content");
        Assert.Equal((3, first.Version.ContentHash), (third.Version.Number, third.Version.ContentHash));
    }

    private static PromptDraft With(PromptDraft draft, string name, Func<PromptVariable, PromptVariable> change) =>
        draft with { Variables = [.. draft.Variables!.Value.Select(v => v.Name == name ? change(v) : v)] };
}
