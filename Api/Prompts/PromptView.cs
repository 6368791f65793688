using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PromptGrid.Api.Moderation;
using PromptGrid.Api.Users;
using PromptGrid.Domain.Prompts;
using PromptGrid.Grains.Interfaces.Prompts;
using PromptGrid.Ledger;

namespace PromptGrid.Api.Prompts;

/// <summary>A prompt as the API tells it.</summary>
public sealed record PromptView(
    string Id,
    string Slug,
    OwnerView Owner,
    string Title,
    string Description,
    string Type,
    string? SubType,
    string Content,
    ImmutableArray<PromptMessage> Messages,
    RawJson Parameters,
    ImmutableArray<PromptVariable> Variables,
    ImmutableArray<string> Tags,
    ImmutableArray<string> Models,
    string? Category,
    string? License,
    string? Language,
    PromptExample? Example,
    string Visibility,
    VersionView Version,
    ForkSource? ForkedFrom,
    PromptOrigin? Origin,
    CountsView Counts,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    /// <summary>Since when moderators feature it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [JsonPropertyOrder(98)]
    public DateTimeOffset? FeaturedAt { get; init; }

    /// <summary>What moderators decided; only for its owner and for moderators.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [JsonPropertyOrder(99)]
    public ModerationView? Moderation { get; init; }

    /// <summary>May lists show it?</summary>
    [JsonIgnore]
    public bool IsListed { get; init; }

    /// <summary>Only for a signed-in reader.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [JsonPropertyOrder(100)]
    public ViewerView? Viewer { get; init; }

    public static PromptView Of(PromptDocument prompt, CountsView counts, OwnerView owner, ViewerView? viewer = null) => new(
        prompt.Id, prompt.Slug, owner, prompt.Title, prompt.Description, prompt.Type, prompt.SubType, prompt.Content, prompt.Messages,
        prompt.Parameters, prompt.Variables, prompt.Tags, prompt.Models, prompt.Category, prompt.License, prompt.Language,
        prompt.Example ?? new PromptExample(null, null), prompt.Visibility, VersionView.Of(prompt.Version), prompt.ForkedFrom, prompt.Origin, counts,
        prompt.CreatedAt, prompt.UpdatedAt)
    {
        FeaturedAt = prompt.FeaturedAt,
        IsListed = prompt.IsListed,
        Viewer = viewer,
    };
}

public sealed record VersionView(int Number, string Semver, string? Note, DateTimeOffset CreatedAt, string ContentHash)
{
    public static VersionView Of(PromptVersion version) => new(version.Number, version.Semver, version.Note, version.CreatedAt, version.ContentHash);
}

public sealed record CountsView(long Likes, long Saves, long Forks, long Comments, long Views, long Copies)
{
    public static CountsView Of(PromptCounts counts) => new(counts.Likes, counts.Saves, counts.Forks, counts.Comments, counts.Views, counts.Copies);

    public static CountsView Of(LedgerDocument prompt) => new(
        prompt.Counter(PromptCounters.Likes), prompt.Counter(PromptCounters.Saves), prompt.Counter(PromptCounters.Forks),
        prompt.Counter(PromptCounters.Comments), prompt.Counter(PromptCounters.Views), prompt.Counter(PromptCounters.Copies));
}

/// <summary>What the signed-in reader did with a prompt.</summary>
public sealed record ViewerView(bool Liked, bool Saved);

/// <summary>One version, whole.</summary>
public sealed record PromptVersionView(
    string PromptId,
    VersionView Version,
    string Title,
    string Content,
    ImmutableArray<PromptMessage> Messages,
    RawJson Parameters,
    ImmutableArray<PromptVariable> Variables);

/// <summary>One line of a history.</summary>
public sealed record PromptVersionSummary(int Number, string Semver, string? Note, DateTimeOffset CreatedAt, string ContentHash);
