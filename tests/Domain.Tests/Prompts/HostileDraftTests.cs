using System.Collections.Immutable;
using PromptGrid.Domain.Common;
using PromptGrid.Domain.Prompts;
using static PromptGrid.Domain.Tests.Prompts.Samples;

namespace PromptGrid.Domain.Tests.Prompts;

/// <summary>Drafts that no well-meaning client sends: each is a validation error, never an exception.</summary>
public sealed class HostileDraftTests
{
    [Fact]
    public void Default_arrays_are_as_good_as_none()
    {
        var prompt = Publish(Small with
        {
            Messages = default(ImmutableArray<PromptMessage>),
            Variables = default(ImmutableArray<PromptVariable>),
            Tags = default(ImmutableArray<string>),
            Models = default(ImmutableArray<string>),
            Parameters = default(RawJson),
        });
        Assert.Equal(Json(Publish()), Json(prompt));
    }

    [Fact]
    public void An_empty_draft_lacks_title_and_content()
    {
        Assert.False(TryPublish(new PromptDraft()).TryGet(out _, out var failure));
        Assert.Equal(["content", "title"], failure!.Errors!.Keys);
    }

    [Fact]
    public void Null_entries_of_arrays_are_refused()
    {
        Refused(TryPublish(Small with { Messages = [null!] }), "messages[0]");
        Refused(TryPublish(Small with { Variables = [null!] }), "variables[0]");
        Refused(TryPublish(Small with { Tags = ["a", null!] }), "tags");
        Refused(TryPublish(Small with { Models = [null!] }), "models");
    }

    [Fact]
    public void Null_members_of_messages_and_variables_are_refused()
    {
        Refused(TryPublish(Small with { Messages = [new PromptMessage(null!, "x")] }), "messages[0].role");
        Refused(TryPublish(Small with { Messages = [new PromptMessage("user", null!)] }), "messages[0].content");
        Refused(TryPublish(Small with { Variables = [new PromptVariable(null!)] }), "variables[0].name");
        Refused(TryPublish(Small with { Variables = [new PromptVariable("a", null!)] }), "variables[0].type");
        Publish(Small with { Variables = [new PromptVariable("a", Default: default(RawJson))] });
    }

    [Theory]
    [InlineData("System")]
    [InlineData("")]
    [InlineData("developer")]
    public void Other_roles_are_refused(string role) =>
        Assert.Equal(["must be one of assistant, system, tool, user"], Refused(TryPublish(Small with { Messages = [new PromptMessage(role, "x")] }), "messages[0].role"));

    [Theory]
    [InlineData("")]
    [InlineData(" \n")]
    [InlineData("a\0")]
    public void A_message_must_say_something_storable(string content) => Refused(TryPublish(Small with { Messages = [new PromptMessage("user", content)] }), "messages[0].content");

    [Fact]
    public void Too_many_messages_are_reported_without_a_problem_for_each()
    {
        Assert.False(TryPublish(Small with { Messages = [.. Enumerable.Repeat<PromptMessage>(null!, 50_000)] }).TryGet(out _, out var failure));
        Assert.Equal(101, failure!.Errors!.Count);
    }

    [Fact]
    public void Many_tags_are_refused_without_looking_at_each() =>
        Assert.Single(Refused(TryPublish(Small with { Tags = [.. Enumerable.Repeat(new string('x', 1_000), 100_000)] }), "tags"));

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData(" ")]
    [InlineData("https://user:pass@a.example/")]
    [InlineData("https://a.example/ ")]
    public void An_example_url_must_be_a_web_address(string url) => Refused(TryPublish(Small with { Example = new PromptExample("x", url) }), "example.url");

    [Theory]
    [InlineData("title", "a\nb")]
    [InlineData("subType", "a\nb")]
    [InlineData("category", "a\u2028b")]
    [InlineData("license", "a\rb")]
    [InlineData("language", "a\nb")]
    [InlineData("tags", "a\nb")]
    [InlineData("models", "a\nb")]
    public void Names_stand_on_one_line(string field, string text) => Refused(TryPublish(With(field, text)), field);

    [Theory]
    [InlineData("title")]
    [InlineData("description")]
    [InlineData("content")]
    [InlineData("subType")]
    [InlineData("category")]
    [InlineData("license")]
    [InlineData("language")]
    [InlineData("versionNote")]
    [InlineData("example.text")]
    [InlineData("tags")]
    [InlineData("models")]
    [InlineData("source")]
    [InlineData("author")]
    [InlineData("externalId")]
    public void NUL_and_half_characters_are_refused_in_every_field(string field)
    {
        Refused(TryPublish(With(field, "a\0b")), field);
        Refused(TryPublish(With(field, "a\ud83d")), field);
    }

    private static PromptDraft With(string field, string text) => field switch
    {
        "title" => Small with { Title = text },
        "description" => Small with { Description = text },
        "content" => Small with { Content = text },
        "subType" => Small with { SubType = text },
        "category" => Small with { Category = text },
        "license" => Small with { License = text },
        "language" => Small with { Language = text },
        "versionNote" => Small with { Note = text },
        "example.text" => Small with { Example = new PromptExample(text, null) },
        "tags" => Small with { Tags = [text] },
        "models" => Small with { Models = [text] },
        "source" => Small with { Origin = new PromptOrigin(text, null, null) },
        "author" => Small with { Origin = new PromptOrigin(null, text, null) },
        "externalId" => Small with { Origin = new PromptOrigin(null, null, text) },
        _ => throw new ArgumentOutOfRangeException(nameof(field)),
    };
}
