using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PromptGrid.Domain.Common;

namespace PromptGrid.Domain.Prompts;

/// <summary>A prompt as it is committed. Counters are not in it: they are the ledger's.</summary>
/// <remarks>Generated JSON readers hand over <c>default</c> for a member that an older document lacks, whatever its
/// initializer says; the accessors turn that into the empty value.</remarks>
public sealed record PromptDocument
{
    public required string Id { get; init; }
    public required string OwnerId { get; init; }
    public required string Slug { get; init; }
    public required string Title { get; init; }
    public string Description { get; init => field = value ?? ""; } = "";
    public required string Type { get; init; }
    public string? SubType { get; init; }
    public required string Content { get; init; }
    public ImmutableArray<PromptMessage> Messages { get; init => field = value.IsDefault ? [] : value; } = [];
    public RawJson Parameters { get; init; } = RawJson.EmptyObject;
    public ImmutableArray<PromptVariable> Variables { get; init => field = value.IsDefault ? [] : value; } = [];
    public ImmutableArray<string> Tags { get; init => field = value.IsDefault ? [] : value; } = [];
    public ImmutableArray<string> Models { get; init => field = value.IsDefault ? [] : value; } = [];
    public string? Category { get; init; }
    public string? License { get; init; }
    public string? Language { get; init; }
    public PromptExample? Example { get; init; }
    public required string Visibility { get; init; }
    public required PromptVersion Version { get; init; }
    public ForkSource? ForkedFrom { get; init; }
    public PromptOrigin? Origin { get; init; }

    /// <summary>What identified this prompt when it was imported; unique per owner, so that importing twice changes
    /// nothing.</summary>
    public string? ImportIdentity { get; init; }

    /// <summary>Hash of the line it was last imported from: the same line again changes nothing, even after the owner
    /// edited the prompt here.</summary>
    public string? ImportHash { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Set when the owner deleted the prompt: what is left is a tombstone without text, for its forks' lineage.</summary>
    public DateTimeOffset? DeletedAt { get; init; }

    /// <summary>What moderators decided last; null when they never did.</summary>
    public PromptModeration? Moderation { get; init; }

    /// <summary>Set while moderators feature the prompt.</summary>
    public DateTimeOffset? FeaturedAt { get; init; }

    [JsonIgnore]
    public bool IsDeleted => DeletedAt is not null;

    /// <summary>True while moderators hide the prompt.</summary>
    [JsonIgnore]
    public bool IsHidden => Moderation?.State == ModerationStates.Hidden;

    /// <summary>True when lists, search and boards may show the prompt.</summary>
    [JsonIgnore]
    public bool IsListed => !IsDeleted && !IsHidden && Visibility == Visibilities.Public;
}

/// <param name="Number">1, 2, 3 … per prompt.</param>
/// <param name="Semver">Semantic version: major for a change that breaks callers' variables, minor for new text or
/// variables, patch for parameters alone.</param>
/// <param name="ContentHash">Hash of everything that makes the version (see <see cref="PromptRules.HashOf"/>).</param>
public sealed record PromptVersion(int Number, string Semver, string? Note, DateTimeOffset CreatedAt, string ContentHash);

/// <summary>The exact version another prompt was forked from. Immutable; survives the source.</summary>
public sealed record ForkSource(string Id, int Version, string ContentHash, string OwnerHandle, string Slug);

/// <summary>One version of a prompt, kept for ever beside the current document. Document id: <c>{promptId}@{number}</c>.</summary>
public sealed record PromptVersionDocument
{
    public required string PromptId { get; init; }
    public required PromptVersion Version { get; init; }
    public required string Title { get; init; }
    public required string Content { get; init; }
    public ImmutableArray<PromptMessage> Messages { get; init => field = value.IsDefault ? [] : value; } = [];
    public RawJson Parameters { get; init; } = RawJson.EmptyObject;
    public ImmutableArray<PromptVariable> Variables { get; init => field = value.IsDefault ? [] : value; } = [];

    public static string IdOf(string promptId, int number) => $"{promptId}@{number}";

    public static PromptVersionDocument Of(PromptDocument prompt) => new()
    {
        PromptId = prompt.Id,
        Version = prompt.Version,
        Title = prompt.Title,
        Content = prompt.Content,
        Messages = prompt.Messages,
        Parameters = prompt.Parameters,
        Variables = prompt.Variables,
    };
}
