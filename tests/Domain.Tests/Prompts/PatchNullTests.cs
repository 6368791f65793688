using System.Collections.Immutable;
using PromptGrid.Domain.Prompts;
using static PromptGrid.Domain.Tests.Prompts.Samples;

namespace PromptGrid.Domain.Tests.Prompts;

/// <summary>Null and missing in a patch: a missing field stays, a null one is cleared or refused.</summary>
public sealed class PatchNullTests
{
    [Theory]
    [InlineData("title")]
    [InlineData("visibility")]
    public void What_every_prompt_has_cannot_be_cleared(string field) =>
        Assert.Equal(["is required"], Refused(TryEdit(Publish(Full), new PromptDraft(), field), field));

    [Fact]
    public void Clearing_the_visibility_of_a_private_prompt_never_makes_it_public()
    {
        var prompt = Publish(Small with { Visibility = "private" });
        Refused(TryEdit(prompt, new PromptDraft(), "visibility"), "visibility");
        Assert.Equal("private", Edit(prompt, new PromptDraft { Title = "Other" }, "title").Visibility);
    }

    [Fact]
    public void Optional_fields_are_cleared_by_null()
    {
        var after = Edit(Publish(Full), new PromptDraft(), "description", "subType", "parameters", "tags", "models", "category", "license", "language", "example");
        Assert.Equal(("", "{}"), (after.Description, after.Parameters.Text));
        Assert.Null(after.SubType ?? after.Category ?? after.License ?? after.Language);
        Assert.Null(after.Example);
        Assert.True(after.Tags.IsEmpty && after.Models.IsEmpty);
    }

    [Fact]
    public void Content_and_messages_can_be_cleared_but_not_both()
    {
        var prompt = Publish(Full);
        Assert.Equal("", Edit(prompt, new PromptDraft(), "content").Content);
        Assert.True(Edit(prompt, new PromptDraft(), "messages").Messages.IsEmpty);
        Assert.Equal(["is required"], Refused(TryEdit(prompt, new PromptDraft(), "content", "messages"), "content"));
        Refused(TryEdit(Publish(), new PromptDraft(), "content"), "content");
    }

    [Fact]
    public void A_cleared_type_follows_from_the_messages()
    {
        Assert.Equal("text", Edit(Publish(Small with { Type = "code" }), new PromptDraft(), "type").Type);
        Assert.Equal("chat", Edit(Publish(Full with { Type = "code" }), new PromptDraft(), "type").Type);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void A_cleared_slug_stays_with_its_title_and_follows_a_new_one(string? slug)
    {
        var prompt = Publish(Small) with { Slug = "linux-terminal-7" };
        Assert.Same(prompt, Edit(prompt, new PromptDraft { Slug = slug }, "slug"));
        Assert.Equal("other-name", Edit(prompt, new PromptDraft { Title = "Other name", Slug = slug }, "title", "slug").Slug);
        Assert.Equal("linux-terminal-7", Edit(prompt, new PromptDraft { Title = "Other name" }, "title").Slug);
    }

    [Fact]
    public void Cleared_variables_leave_those_that_the_text_names()
    {
        var after = Edit(Publish(Full), new PromptDraft(), "variables");
        Assert.Equal([new PromptVariable("guests"), new PromptVariable("mood"), new PromptVariable("role")], after.Variables.AsEnumerable());
    }

    [Fact]
    public void Default_arrays_in_a_patch_count_as_null()
    {
        var after = Edit(Publish(Full), new PromptDraft { Tags = default(ImmutableArray<string>), Messages = default(ImmutableArray<PromptMessage>) }, "tags", "messages");
        Assert.True(after.Tags.IsEmpty && after.Messages.IsEmpty);
    }

    [Fact]
    public void Null_entries_in_a_patch_are_refused()
    {
        Refused(TryEdit(Publish(Full), new PromptDraft { Messages = [null!, new PromptMessage("user", null!)], Content = "x" }, "content", "messages"), "messages[0]", "messages[1].content");
        Refused(TryEdit(Publish(Full), new PromptDraft { Variables = [null!] }, "variables"), "variables[0]");
    }
}
