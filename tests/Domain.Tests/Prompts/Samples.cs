using System.Text.Json;
using PromptGrid.Domain.Common;
using PromptGrid.Domain.Prompts;

namespace PromptGrid.Domain.Tests.Prompts;

/// <summary>Prompts to start from, and the words in which the tests speak of them.</summary>
internal static class Samples
{
    public const string PromptId = "prm_0123456789abcdefghjkmnpqrs";
    public const string OwnerId = "usr_0123456789abcdefghjkmnpqrs";
    public const string OtherId = "usr_7zzzzzzzzzzzzzzzzzzzzzzzzz";

    public static readonly DateTimeOffset Now = new(2025, 6, 1, 12, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset Later = new(2025, 6, 2, 9, 30, 15, 250, TimeSpan.Zero);

    /// <summary>The least that can be published.</summary>
    public static PromptDraft Small => new() { Title = "Linux terminal", Content = "Act as a Linux terminal." };

    /// <summary>A draft that says everything a draft can say.</summary>
    public static PromptDraft Full => new()
    {
        Title = "Crème brûlée 🍮",
        Description = "Recipes.",
        Type = PromptTypes.Chat,
        SubType = "cooking",
        Content = "Cook for {{guests}} with {{mood}}.",
        Messages = [new PromptMessage("system", "You are a {{role}}."), new PromptMessage("user", "Start.")],
        Parameters = new RawJson("{\"temperature\":0.7,\"house\":\"é\"}"),
        Variables = [new PromptVariable("guests", "number", true, new RawJson("4"), "How many eat")],
        Tags = ["Cooking", "#French Food"],
        Models = ["gpt-5"],
        Category = "Food",
        License = "CC0-1.0",
        Language = "en",
        Example = new PromptExample("Whisk.", "https://example.org/a.png"),
        Visibility = Visibilities.Unlisted,
        Slug = "creme",
        Note = "First.",
        Origin = new PromptOrigin("fabric", "someone", "fabric#1"),
    };

    public static Result<PromptDocument> TryPublish(PromptDraft draft) => PromptRules.Publish(PromptId, OwnerId, draft, Now);

    public static PromptDocument Publish(PromptDraft draft) => Accepted(TryPublish(draft));

    public static PromptDocument Publish() => Publish(Small);

    public static Result<PromptDocument> TryEdit(PromptDocument prompt, PromptDraft draft, params string[] fields) =>
        PromptRules.Edit(prompt, new PromptPatch(draft, [.. fields]), Later);

    public static PromptDocument Edit(PromptDocument prompt, PromptDraft draft, params string[] fields) => Accepted(TryEdit(prompt, draft, fields));

    public static T Accepted<T>(Result<T> result)
    {
        if (result.TryGet(out var value, out var failure)) return value;
        throw new Xunit.Sdk.XunitException("Refused: " + Describe(failure));
    }

    /// <summary>The problems of the first field; fails when the result is no validation failure of exactly these fields.</summary>
    public static string[] Refused<T>(Result<T> result, params string[] fields)
    {
        Assert.False(result.TryGet(out _, out var failure), $"Accepted, but {fields[0]} should be refused.");
        Assert.Equal(FailureCode.Validation, failure!.Code);
        Assert.Equal(fields, failure.Errors!.Keys);
        return [.. failure.Errors[fields[0]]];
    }

    public static string Json(PromptDocument prompt) => JsonSerializer.Serialize(prompt, DomainJson.Stored.PromptDocument);

    private static string Describe(Failure failure) =>
        failure.Detail + " " + string.Join("; ", failure.Errors?.Select(e => e.Key + ": " + string.Join(", ", e.Value)) ?? []);
}
