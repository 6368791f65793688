using System.Text.Json;
using PromptGrid.Domain.Common;
using PromptGrid.Domain.Prompts;
using PromptGrid.Domain.Tests.Prompts;
using PromptGrid.Domain.Users;

namespace PromptGrid.Domain.Tests.Common;

/// <summary>Documents from before a field existed, and what becomes of whole documents on their way through JSON.</summary>
public sealed class DomainJsonTests
{
    private const string LeastVersion = "{\"number\":1,\"semver\":\"1.0.0\",\"createdAt\":\"2025-06-01T12:00:00+00:00\",\"contentHash\":\"h\"}";

    private const string LeastPrompt = "{\"id\":\"prm_a\",\"ownerId\":\"usr_a\",\"slug\":\"s\",\"title\":\"T\",\"type\":\"text\",\"content\":\"C\",\"visibility\":\"public\",\"version\":"
        + LeastVersion + ",\"createdAt\":\"2025-06-01T12:00:00+00:00\",\"updatedAt\":\"2025-06-01T12:00:00+00:00\"}";

    [Fact]
    public void A_prompt_without_its_optional_fields_is_whole_and_can_be_edited()
    {
        var prompt = JsonSerializer.Deserialize(LeastPrompt, DomainJson.Stored.PromptDocument)!;
        Assert.False(prompt.Messages.IsDefault || prompt.Variables.IsDefault || prompt.Tags.IsDefault || prompt.Models.IsDefault);
        Assert.Equal(("", "{}"), (prompt.Description, prompt.Parameters.ToString()));
        Assert.Equal("C", PromptRules.FullText(prompt));
        var edited = Samples.Edit(prompt, new PromptDraft { Content = "D" }, "content");
        Assert.Equal((2, "1.1.0"), (edited.Version.Number, edited.Version.Semver));
        Samples.Accepted(PromptRules.Fork(prompt, "ann", "prm_b", "usr_b", new PromptDraft(), Samples.Later));
        Assert.True(PromptRules.Delete(prompt, Samples.Later).IsDeleted);
        Assert.Contains("\"messages\":[]", Samples.Json(prompt), StringComparison.Ordinal);
    }

    [Fact]
    public void A_version_without_its_optional_fields_is_whole()
    {
        var version = JsonSerializer.Deserialize("{\"promptId\":\"prm_a\",\"version\":" + LeastVersion + ",\"title\":\"T\",\"content\":\"C\"}", DomainJson.Stored.PromptVersionDocument)!;
        Assert.True(version.Messages.IsEmpty && version.Variables.IsEmpty);
        Assert.Equal("{}", version.Parameters.ToString());
        Assert.NotEmpty(JsonSerializer.Serialize(version, DomainJson.Stored.PromptVersionDocument));
    }

    [Fact]
    public void A_user_without_optional_fields_is_whole()
    {
        const string json = "{\"id\":\"usr_a\",\"handle\":\"ann\",\"email\":\"a@b.c\",\"passwordHash\":\"h\",\"displayName\":\"Ann\",\"createdAt\":\"2025-06-01T12:00:00+00:00\"}";
        var user = JsonSerializer.Deserialize(json, DomainJson.Stored.UserDocument)!;
        Assert.True(user.Links.IsEmpty);
        Assert.Equal("", user.Bio);
        Assert.Equal("New", Samples.Accepted(UserRules.EditProfile(user, new ProfilePatch("New", null, null, [], ["displayName", "links"]))).DisplayName);
    }

    [Fact]
    public void Empty_bodies_of_lists_are_empty_lists()
    {
        Assert.True(JsonSerializer.Deserialize("{}", DomainJson.Stored.UserSessionsDocument)!.Sessions.IsEmpty);
        Assert.True(JsonSerializer.Deserialize("{}", DomainJson.Stored.UserProfileChanged)!.Fields.IsEmpty);
        Assert.Equal("{\"fields\":[]}", JsonSerializer.Serialize(new UserProfileChanged(default), DomainJson.Stored.UserProfileChanged));
        Assert.Equal("{\"sessions\":[]}", JsonSerializer.Serialize(new UserSessionsDocument(default), DomainJson.Stored.UserSessionsDocument));
    }

    [Fact]
    public void A_damaged_document_is_an_error_and_not_half_a_document() =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize(LeastPrompt.Replace("\"ownerId\":\"usr_a\",", "", StringComparison.Ordinal), DomainJson.Stored.PromptDocument));

    [Fact]
    public void Every_prompt_that_can_be_published_comes_back_from_its_JSON_unchanged() => Seeded.Holds(Seeded.HostileText, text =>
    {
        var draft = Samples.Full with
        {
            Title = "T " + TextRules.Clean(text).ReplaceLineEndings(" "),
            Content = text,
            Description = text,
            Messages = [new PromptMessage("user", "x" + text)],
            Parameters = new RawJson("{\"p\":" + JsonSerializer.Serialize(text) + "}"),
            Variables = [new PromptVariable("v", Default: new RawJson(JsonSerializer.Serialize(text)), Description: text)],
        };
        if (!Samples.TryPublish(draft).TryGet(out var prompt, out _)) return;
        var read = JsonSerializer.Deserialize(Samples.Json(prompt), DomainJson.Stored.PromptDocument)!;
        Assert.Equal(Samples.Json(prompt), Samples.Json(read));
        Assert.Equal(text, read.Content);
        Assert.Equal(prompt.Version.ContentHash, PromptRules.HashOf(read));
    });

    [Fact]
    public void The_deepest_parameters_that_are_accepted_can_be_read_back()
    {
        var deep = "{\"a\":" + new string('[', 30) + new string(']', 30) + "}";
        var prompt = Samples.Publish(Samples.Small with { Parameters = new RawJson(deep), Variables = [new PromptVariable("v", "array", true, new RawJson(new string('[', 32) + new string(']', 32)))] });
        var read = JsonSerializer.Deserialize(Samples.Json(prompt), DomainJson.Stored.PromptDocument)!;
        Assert.Equal(prompt.Parameters, read.Parameters);
        Assert.Equal(prompt.Variables[0], read.Variables[0]);
    }

    [Fact]
    public void Text_is_stored_as_it_reads() =>
        Assert.Contains("Crème <b> & 'x' 中", Samples.Json(Samples.Publish(Samples.Small with { Content = "Crème <b> & 'x' 中" })), StringComparison.Ordinal);
}
