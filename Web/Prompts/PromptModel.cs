using PromptGrid.Web.Cards;

namespace PromptGrid.Web.Prompts;

/// <summary>A prompt as its page shows it.</summary>
public sealed record PromptModel
{
    public required string Id { get; init; }
    public required string Slug { get; init; }
    public required string OwnerHandle { get; init; }
    public required string OwnerName { get; init; }
    public required string Title { get; init; }

    /// <summary>Markdown.</summary>
    public required string Description { get; init; }

    public required string Type { get; init; }
    public required string Content { get; init; }
    public IReadOnlyList<(string Role, string Content)> Messages { get; init; } = [];
    public IReadOnlyList<(string Name, string Value)> Parameters { get; init; } = [];
    public IReadOnlyList<VariableModel> Variables { get; init; } = [];
    public IReadOnlyList<string> Tags { get; init; } = [];
    public IReadOnlyList<string> Models { get; init; } = [];
    public string? Category { get; init; }
    public string? License { get; init; }
    public string? ExampleText { get; init; }
    public string? ExampleUrl { get; init; }
    public required string Visibility { get; init; }
    public required VersionModel Version { get; init; }

    /// <summary>The newest versions, newest first.</summary>
    public IReadOnlyList<VersionModel> Versions { get; init; } = [];

    /// <summary>Where it was published before it was imported.</summary>
    public string? Source { get; init; }

    public LineageModel? Lineage { get; init; }
    public IReadOnlyList<CardModel> Related { get; init; } = [];

    /// <summary>The newest threads, newest first; each with its first answers.</summary>
    public IReadOnlyList<CommentModel> Comments { get; init; } = [];

    /// <summary>The address of the next page of comments; null on the last.</summary>
    public string? MoreComments { get; init; }
    public required CountsModel Counts { get; init; }
    public bool IsLiked { get; init; }
    public bool IsSaved { get; init; }
    public bool IsOwn { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }

    public string Url => $"/@{OwnerHandle}/{Slug}";

    /// <summary>The reader's own collections, for putting it into one.</summary>
    public IReadOnlyList<(string Id, string Name)> Shelves { get; init; } = [];

    /// <summary>What moderators decided, for its author; null for nothing and for everybody else.</summary>
    public ModerationNotice? Moderation { get; init; }

    public bool IsPublic => Visibility == "public";

    /// <summary>A sentence about it, for search engines and previews.</summary>
    public required string Summary { get; init; }
}

public sealed record CountsModel(long Likes, long Saves, long Forks, long Comments, long Views, long Copies);

public sealed record VersionModel(int Number, string Semver, string? Note, DateTimeOffset CreatedAt);

/// <summary>A place in the text that its reader fills before copying.</summary>
/// <param name="Default">What it has unless it is filled, as text.</param>
public sealed record VariableModel(string Name, string Type, bool IsRequired, string? Default, string? Description);

/// <summary>Where a prompt comes from and what was made of it.</summary>
/// <param name="Ancestors">From the first one down to its direct source.</param>
public sealed record LineageModel(IReadOnlyList<LineageNodeModel> Ancestors, IReadOnlyList<LineageNodeModel> Forks)
{
    public bool IsAlone => Ancestors.Count == 0 && Forks.Count == 0;
}

/// <param name="Url">Null for one that is gone or not for this reader.</param>
public sealed record LineageNodeModel(string? Title, string OwnerHandle, string? Url, long Likes, IReadOnlyList<LineageNodeModel> Forks);

/// <summary>What moderators decided on one's prompt.</summary>
/// <param name="State"><c>hidden</c> or <c>restored</c>.</param>
/// <param name="Reason">As the moderators wrote it.</param>
/// <param name="CanAppeal">Whether the decision can be appealed still.</param>
/// <param name="IsAppealed">Whether an appeal waits for an answer.</param>
public sealed record ModerationNotice(string State, string? Reason, DateTimeOffset At, bool CanAppeal, bool IsAppealed);
