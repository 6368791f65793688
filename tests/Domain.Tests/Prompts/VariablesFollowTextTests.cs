using PromptGrid.Domain.Prompts;
using static PromptGrid.Domain.Tests.Prompts.Samples;

namespace PromptGrid.Domain.Tests.Prompts;

/// <summary>What becomes of variables when the text changes and they are not named in the edit.</summary>
public sealed class VariablesFollowTextTests
{
    [Fact]
    public void A_detected_variable_goes_with_the_last_place_that_names_it()
    {
        var prompt = Publish(Small with { Content = "{{a}} {{b}}" });
        Assert.Equal(["b", "c"], Edit(prompt, new PromptDraft { Content = "{{c}} {{b}}" }, "content").Variables.Select(v => v.Name));
    }

    [Fact]
    public void A_variable_that_moves_from_content_to_a_message_stays()
    {
        var prompt = Publish(Small with { Content = "{{a}}" });
        var after = Edit(prompt, new PromptDraft { Content = "x", Messages = [new PromptMessage("user", "{{a}}")] }, "content", "messages");
        Assert.Equal(["a"], after.Variables.Select(v => v.Name));
    }

    [Fact]
    public void A_declared_variable_stays_when_the_text_stops_naming_it()
    {
        var prompt = Publish(Small with { Content = "{{a}} {{b}}", Variables = [new PromptVariable("a", "number")] });
        Assert.Equal(["a"], Edit(prompt, new PromptDraft { Content = "x" }, "content").Variables.Select(v => v.Name));
    }

    [Fact]
    public void A_declared_variable_that_no_text_ever_named_stays()
    {
        var prompt = Publish(Small with { Content = "{{a}}", Variables = [new PromptVariable("spare")] });
        Assert.Equal(["spare"], Edit(prompt, new PromptDraft { Content = "x" }, "content").Variables.Select(v => v.Name));
    }

    [Fact]
    public void The_same_text_again_changes_neither_the_variables_nor_their_order()
    {
        var prompt = Publish(Small with { Content = "{{a}} {{b}}", Variables = [new PromptVariable("a"), new PromptVariable("b", Description: "Second"), new PromptVariable("spare")] });
        Assert.Same(prompt, Edit(prompt, new PromptDraft { Content = "{{a}} {{b}}" }, "content"));
    }
}
