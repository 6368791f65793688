using PromptGrid.Domain.Common;
using PromptGrid.Domain.Prompts;
using PromptGrid.Domain.Tests.Common;
using static PromptGrid.Domain.Tests.Prompts.Samples;

namespace PromptGrid.Domain.Tests.Prompts;

public sealed class EditTests
{
    [Fact]
    public void An_edit_that_names_nothing_returns_the_same_document()
    {
        var prompt = Publish(Full);
        Assert.Same(prompt, Edit(prompt, new PromptDraft { Title = "Not named", Content = "Not named", Note = "Not named" }));
    }

    [Fact]
    public void An_edit_that_says_what_already_is_returns_the_same_document()
    {
        var prompt = Publish(Full);
        Assert.Same(prompt, Edit(prompt, Full, [.. PromptPatch.KnownFields]));
        Assert.Same(prompt, Edit(prompt, StoredAsDraft(prompt), [.. PromptPatch.KnownFields]));
    }

    [Fact]
    public void Each_field_said_again_in_its_stored_form_changes_nothing() => Seeded.Runs(300, random =>
    {
        var draft = Full with
        {
            Parameters = new RawJson(RandomParameters.Plain(random, ParameterSchemas.For("chat")!)),
            Content = string.Concat(Enumerable.Range(0, random.Next(6)).Select(_ => $"{{{{v{random.Next(8)}}}}} ")) + "x",
            Variables = [.. Enumerable.Range(0, random.Next(4)).Select(i => new PromptVariable($"v{i}", "string", random.Next(2) == 0, random.Next(2) == 0 ? new RawJson("\"d\"") : null))],
        };
        if (!TryPublish(draft).TryGet(out var prompt, out _)) return;
        var fields = PromptPatch.KnownFields.Where(_ => random.Next(2) == 0).ToArray();
        Assert.Same(prompt, Edit(prompt, StoredAsDraft(prompt), fields));
        var read = System.Text.Json.JsonSerializer.Deserialize(Json(prompt), DomainJson.Stored.PromptDocument)!;
        Assert.Same(read, Edit(read, StoredAsDraft(prompt), fields));
    });

    [Theory]
    [InlineData("title", false)]
    [InlineData("description", false)]
    [InlineData("subType", false)]
    [InlineData("category", false)]
    [InlineData("license", false)]
    [InlineData("language", false)]
    [InlineData("example", false)]
    [InlineData("visibility", false)]
    [InlineData("slug", false)]
    [InlineData("tags", false)]
    [InlineData("models", false)]
    [InlineData("content", true)]
    [InlineData("messages", true)]
    [InlineData("parameters", true)]
    [InlineData("variables", true)]
    [InlineData("type", true)]
    public void Only_what_a_prompt_says_makes_a_version(string field, bool makesVersion)
    {
        var before = Publish(Full);
        var after = Edit(before, Changed, field, "versionNote");
        Assert.NotEqual(Json(before), Json(after));
        Assert.Equal(Later, after.UpdatedAt);
        Assert.Equal(Now, after.CreatedAt);
        Assert.Equal(makesVersion, after.Version.ContentHash != before.Version.ContentHash);
        Assert.Equal(PromptRules.HashOf(after), after.Version.ContentHash);
        if (makesVersion) Assert.Equal((2, "Second.", Later), (after.Version.Number, after.Version.Note, after.Version.CreatedAt));
        else Assert.Equal(before.Version, after.Version);
    }

    [Fact]
    public void Only_named_fields_change()
    {
        var before = Publish(Full);
        foreach (var field in PromptPatch.KnownFields.Except(["versionNote"]))
        {
            var after = Edit(before, Changed, field);
            // What the change itself may touch besides the field: the version, the time, and the variables that the text names.
            var undone = after with { Version = before.Version, UpdatedAt = before.UpdatedAt, Variables = before.Variables };
            undone = field switch
            {
                "title" => undone with { Title = before.Title },
                "description" => undone with { Description = before.Description },
                "type" => undone with { Type = before.Type, Parameters = before.Parameters },
                "subType" => undone with { SubType = before.SubType },
                "content" => undone with { Content = before.Content },
                "messages" => undone with { Messages = before.Messages },
                "parameters" => undone with { Parameters = before.Parameters },
                "variables" => undone,
                "tags" => undone with { Tags = before.Tags },
                "models" => undone with { Models = before.Models },
                "category" => undone with { Category = before.Category },
                "license" => undone with { License = before.License },
                "language" => undone with { Language = before.Language },
                "example" => undone with { Example = before.Example },
                "visibility" => undone with { Visibility = before.Visibility },
                "slug" => undone with { Slug = before.Slug },
                _ => throw new InvalidOperationException($"{field} is new: say here how to undo it."),
            };
            Assert.Equal(Json(before), Json(undone));
        }
    }

    [Fact]
    public void A_note_alone_makes_no_version_and_an_unnamed_note_is_not_taken()
    {
        var prompt = Publish(Full);
        Assert.Same(prompt, Edit(prompt, Changed, "versionNote"));
        Assert.Null(Edit(prompt, Changed, "content").Version.Note);
    }

    [Fact]
    public void A_deleted_prompt_cannot_be_edited_back_to_life()
    {
        var tombstone = PromptRules.Delete(Publish(Full), Now);
        Assert.False(TryEdit(tombstone, Full, "title", "content").TryGet(out _, out var failure));
        Assert.Equal(FailureCode.NotFound, failure!.Code);
    }

    [Fact]
    public void A_prompt_that_came_in_long_can_be_edited_at_its_length_but_not_grow()
    {
        var work = Accepted(PromptRules.Publish(PromptId, OwnerId, Small with { Content = new string('a', 500_000) }, Now, PromptLimits.ImportedContentLength));
        Assert.Equal("Other", Edit(work, new PromptDraft { Title = "Other" }, "title").Title);
        Assert.Equal(2, Edit(work, new PromptDraft { Content = new string('b', 500_000) }, "content").Version.Number);
        Refused(TryEdit(work, new PromptDraft { Content = new string('b', 500_001) }, "content"), "content");
    }

    [Fact]
    public void An_edit_keeps_identity_lineage_and_origin()
    {
        var before = Publish(Full) with { ImportIdentity = "fabric#1", ForkedFrom = new ForkSource(PromptId, 3, "sha256:0", "ann", "creme") };
        var after = Edit(before, Changed, [.. PromptPatch.KnownFields]);
        Assert.Equal((before.Id, before.OwnerId, before.ForkedFrom, before.Origin, before.ImportIdentity), (after.Id, after.OwnerId, after.ForkedFrom, after.Origin, after.ImportIdentity));
    }

    /// <summary>Differs from <see cref="Full"/> in every field.</summary>
    internal static PromptDraft Changed => new()
    {
        Title = "Changed",
        Description = "Changed",
        Type = "text",
        SubType = "changed",
        Content = "Changed {{guests}}",
        Messages = [new PromptMessage("user", "Changed")],
        Parameters = new RawJson("{\"topP\":0.5}"),
        Variables = [new PromptVariable("guests", "string")],
        Tags = ["changed"],
        Models = ["changed"],
        Category = "changed",
        License = "MIT",
        Language = "fr",
        Example = new PromptExample("Changed", null),
        Visibility = "public",
        Slug = "changed",
        Note = "Second.",
        Origin = new PromptOrigin("changed", null, null),
    };

    private static PromptDraft StoredAsDraft(PromptDocument prompt) => new()
    {
        Title = prompt.Title,
        Description = prompt.Description,
        Type = prompt.Type,
        SubType = prompt.SubType,
        Content = prompt.Content,
        Messages = prompt.Messages,
        Parameters = prompt.Parameters,
        Variables = prompt.Variables,
        Tags = prompt.Tags,
        Models = prompt.Models,
        Category = prompt.Category,
        License = prompt.License,
        Language = prompt.Language,
        Example = prompt.Example,
        Visibility = prompt.Visibility,
        Slug = prompt.Slug,
        Note = prompt.Version.Note,
    };
}
