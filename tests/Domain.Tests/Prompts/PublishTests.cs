using PromptGrid.Domain.Common;
using PromptGrid.Domain.Prompts;
using PromptGrid.Domain.Tests.Common;
using static PromptGrid.Domain.Tests.Prompts.Samples;

namespace PromptGrid.Domain.Tests.Prompts;

public sealed class PublishTests
{
    [Fact]
    public void The_least_draft_becomes_a_public_text_prompt_at_version_one()
    {
        var prompt = Publish();
        Assert.Equal((PromptId, OwnerId, "linux-terminal", "Linux terminal", "text", "public"), (prompt.Id, prompt.OwnerId, prompt.Slug, prompt.Title, prompt.Type, prompt.Visibility));
        Assert.Equal(new PromptVersion(1, "1.0.0", null, Now, PromptRules.HashOf(prompt)), prompt.Version);
        Assert.Equal((Now, Now, null), (prompt.CreatedAt, prompt.UpdatedAt, prompt.DeletedAt));
        Assert.True(prompt.IsListed);
        Assert.Equal(("", "{}"), (prompt.Description, prompt.Parameters.Text));
        Assert.True(prompt.Messages.IsEmpty && prompt.Variables.IsEmpty && prompt.Tags.IsEmpty && prompt.Models.IsEmpty);
        Assert.Null(prompt.Category ?? prompt.License ?? prompt.Language ?? prompt.SubType ?? prompt.ImportIdentity);
        Assert.Null(prompt.Example);
        Assert.Null(prompt.Origin);
        Assert.Null(prompt.ForkedFrom);
    }

    [Fact]
    public void The_fullest_draft_is_kept_in_its_stored_form()
    {
        var prompt = Publish(Full);
        Assert.Equal("{\"temperature\":0.7,\"extra\":{\"house\":\"é\"}}", prompt.Parameters.Text);
        Assert.Equal(["guests", "mood", "role"], prompt.Variables.Select(v => v.Name));
        Assert.Equal(Full.Variables!.Value[0], prompt.Variables[0]);
        Assert.Equal(new PromptVariable("mood"), prompt.Variables[1]);
        Assert.Equal<string>(["cooking", "french-food"], prompt.Tags);
        Assert.Equal("food", prompt.Category);
        Assert.Equal(("creme", "unlisted", "cooking", "CC0-1.0", "en"), (prompt.Slug, prompt.Visibility, prompt.SubType, prompt.License, prompt.Language));
        Assert.Equal("First.", prompt.Version.Note);
        Assert.Equal(Full.Origin, prompt.Origin);
        Assert.False(prompt.IsListed);
    }

    [Fact]
    public void Publishing_what_was_published_gives_the_same_content_hash() =>
        Assert.Equal(Publish(Full).Version.ContentHash, Publish(Full with { Title = "Other", Note = null, Tags = null, Slug = null }).Version.ContentHash);

    [Fact]
    public void Messages_make_a_chat_and_need_no_content()
    {
        var prompt = Publish(new PromptDraft { Title = "Chat", Messages = [new PromptMessage("user", "Hello")] });
        Assert.Equal(("chat", ""), (prompt.Type, prompt.Content));
        Assert.Equal("Hello", PromptRules.FullText(prompt));
    }

    [Fact]
    public void The_full_text_is_the_content_and_then_the_messages() =>
        Assert.Equal("Cook for {{guests}} with {{mood}}.\n\nYou are a {{role}}.\n\nStart.", PromptRules.FullText(Publish(Full)));

    [Fact]
    public void Everything_wrong_is_reported_at_once()
    {
        var draft = new PromptDraft { Title = " ", Type = "hologram", Visibility = "secret", Slug = "No Slug", Tags = ["#"], Parameters = new RawJson("[]") };
        Assert.False(TryPublish(draft).TryGet(out _, out var failure));
        Assert.Equal(["content", "parameters", "slug", "tags", "title", "type", "visibility"], failure!.Errors!.Keys);
    }

    [Theory]
    [InlineData("text")]
    [InlineData("chat")]
    [InlineData("code")]
    [InlineData("image")]
    [InlineData("audio")]
    [InlineData("video")]
    [InlineData("structured")]
    [InlineData("skill")]
    public void Every_modality_can_be_published(string type) => Assert.Equal(type, Publish(Small with { Type = type }).Type);

    [Theory]
    [InlineData("")]
    [InlineData("Text")]
    [InlineData("hologram")]
    [InlineData("text ")]
    public void Other_types_are_refused(string type) => Refused(TryPublish(Small with { Type = type }), "type");

    [Theory]
    [InlineData("")]
    [InlineData("Public")]
    [InlineData("secret")]
    public void Other_visibilities_are_refused(string visibility) => Refused(TryPublish(Small with { Visibility = visibility }), "visibility");

    [Theory]
    [InlineData("-a")]
    [InlineData("Über")]
    [InlineData(" a")]
    [InlineData("a/b")]
    public void A_wished_slug_must_be_one(string slug) => Refused(TryPublish(Small with { Slug = slug }), "slug");

    [Fact]
    public void An_empty_wish_for_a_slug_is_none() => Assert.Equal("linux-terminal", Publish(Small with { Slug = "" }).Slug);

    [Fact]
    public void Blank_fields_are_stored_as_missing()
    {
        var prompt = Publish(Small with { SubType = " ", Category = "", License = "\t", Language = " ", Note = " ", Description = "  ", Example = new PromptExample("", " ".Trim()) });
        Assert.Null(prompt.SubType ?? prompt.Category ?? prompt.License ?? prompt.Language ?? prompt.Version.Note);
        Assert.Equal("", prompt.Description);
        Assert.Null(prompt.Example);
    }

    [Fact]
    public void Half_an_example_is_stored_without_the_other_half()
    {
        Assert.Equal(new PromptExample("Text", null), Publish(Small with { Example = new PromptExample("Text", "") }).Example);
        Assert.Equal(new PromptExample(null, "https://a.example/"), Publish(Small with { Example = new PromptExample(" ", "https://a.example/") }).Example);
    }

    [Fact]
    public void Content_is_kept_to_the_last_space()
    {
        const string content = "  two spaces\r\n\ttab \n";
        Assert.Equal(content, Publish(Small with { Content = content }).Content);
    }

    [Fact]
    public void Hostile_text_in_any_field_is_kept_exactly_or_refused_by_name() => Seeded.Holds(Seeded.HostileText, text =>
    {
        var draft = new PromptDraft
        {
            Title = text,
            Description = text,
            Content = text,
            SubType = text,
            Category = text,
            License = text,
            Language = text,
            Note = text,
            Slug = text,
            Type = text,
            Visibility = text,
            Tags = [text],
            Models = [text],
            Example = new PromptExample(text, text),
            Messages = [new PromptMessage("user", text)],
            Variables = [new PromptVariable(text, text, true, new RawJson(text), text)],
            Parameters = new RawJson(text),
            Origin = new PromptOrigin(text, text, text),
        };
        Assert.False(TryPublish(draft).TryGet(out _, out var failure));
        Assert.Equal(FailureCode.Validation, failure!.Code);

        if (!TryPublish(Small with { Content = text, Messages = [new PromptMessage("user", text)] }).TryGet(out var prompt, out failure))
        {
            Assert.True(TextRules.Check(text, 100_000, required: true) is not null, "Good text was refused.");
            return;
        }

        Assert.Equal(text, prompt.Content);
        Assert.Equal(text, prompt.Messages[0].Content);
    });
}
