using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PromptGrid.Domain.Common;

namespace PromptGrid.Domain.Prompts;

/// <summary>What somebody wants a prompt to be: unchecked input. Null means not given.</summary>
public sealed record PromptDraft
{
    public string? Title { get; init; }
    public string? Description { get; init; }
    public string? Type { get; init; }
    public string? SubType { get; init; }
    public string? Content { get; init; }
    public ImmutableArray<PromptMessage>? Messages { get; init; }
    public RawJson? Parameters { get; init; }
    public ImmutableArray<PromptVariable>? Variables { get; init; }
    public ImmutableArray<string>? Tags { get; init; }
    public ImmutableArray<string>? Models { get; init; }
    public string? Category { get; init; }
    public string? License { get; init; }
    public string? Language { get; init; }
    public PromptExample? Example { get; init; }
    public string? Visibility { get; init; }
    public string? Slug { get; init; }

    /// <summary>A note on this version.</summary>
    [JsonPropertyName("versionNote")]
    public string? Note { get; init; }

    /// <summary>Where an imported prompt comes from; never taken from a plain publish.</summary>
    public PromptOrigin? Origin { get; init; }
}

/// <summary>One turn of a chat prompt.</summary>
/// <param name="Role"><c>system</c>, <c>user</c>, <c>assistant</c> or <c>tool</c>.</param>
public sealed record PromptMessage(string Role, string Content);

/// <summary>A place in the text that its user fills.</summary>
/// <param name="Type"><c>string</c>, <c>number</c>, <c>boolean</c>, <c>enum</c>, <c>array</c> or <c>object</c>.</param>
/// <param name="Default">A JSON value, or null for none.</param>
public sealed record PromptVariable(string Name, string Type = "string", bool Required = true, RawJson? Default = null, string? Description = null)
{
    public static readonly ImmutableArray<string> Types = ["string", "number", "boolean", "enum", "array", "object"];
}

/// <summary>What the prompt gave when somebody ran it.</summary>
public sealed record PromptExample(string? Text, string? Url);

/// <summary>Where an imported prompt was published before, and its identity there.</summary>
public sealed record PromptOrigin(string? Source, string? Author, string? ExternalId);
