using PromptGrid.Domain.Prompts;

namespace PromptGrid.Domain.Tests.Prompts;

public sealed class RestoreTests
{
    [Fact]
    public void An_old_version_becomes_the_next_one_and_the_rest_stays()
    {
        var first = Samples.Publish(Samples.Full with { Parameters = null });
        var second = Samples.Edit(first, new PromptDraft { Content = "Bake for {{guests}}.", Title = "New title", Tags = ["baking"] }, "content", "title", "tags");
        var restored = Samples.Accepted(PromptRules.Restore(second, PromptVersionDocument.Of(first), null, Samples.Later));
        Assert.Equal((3, "Restores version 1."), (restored.Version.Number, restored.Version.Note));
        Assert.Equal(first.Content, restored.Content);
        Assert.Equal<PromptMessage>([.. first.Messages], [.. restored.Messages]);
        Assert.Equal<PromptVariable>([.. first.Variables], [.. restored.Variables]);
        Assert.Equal(first.Version.ContentHash, restored.Version.ContentHash);
        Assert.Equal("New title", restored.Title);
        Assert.Equal<string>(["baking"], [.. restored.Tags]);
        Assert.Equal("Back again.", Samples.Accepted(PromptRules.Restore(second, PromptVersionDocument.Of(first), "Back again.", Samples.Later)).Version.Note);
    }

    [Fact]
    public void Restoring_what_is_there_changes_nothing()
    {
        var prompt = Samples.Publish(Samples.Full);
        Assert.Same(prompt, Samples.Accepted(PromptRules.Restore(prompt, PromptVersionDocument.Of(prompt), "note", Samples.Later)));
    }

    [Fact]
    public void A_work_that_came_in_long_can_be_restored_at_its_length()
    {
        var longText = new string('x', PromptLimits.ContentLength + 1);
        var imported = Samples.Accepted(PromptRules.Publish(Samples.PromptId, Samples.OwnerId, Samples.Small with { Content = longText }, Samples.Now, PromptLimits.ImportedContentLength));
        var shortened = Samples.Edit(imported, new PromptDraft { Content = "short" }, "content");
        Assert.Equal(longText, Samples.Accepted(PromptRules.Restore(shortened, PromptVersionDocument.Of(imported), null, Samples.Later)).Content);
    }
}
