using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PromptGrid.Api.Users;

namespace PromptGrid.Api.PromptCollections;

public sealed record CollectionRequest(string? Name, string? Description, string? Visibility);

/// <param name="Position">From 0; none puts a new prompt last and leaves a known one where it is.</param>
public sealed record CollectionPlaceRequest(int? Position);

/// <param name="Prompts">Prompts of the collection in their new order; those that are not named follow as they were.</param>
public sealed record CollectionOrderRequest(ImmutableArray<string>? Prompts);

/// <summary>A collection as the API tells it.</summary>
/// <param name="Id"><c>saved</c> for everybody's own collection of saved prompts.</param>
/// <param name="Count">For its owner, the prompts in it; for everybody else, those of them that are listed,
/// as the search index knows within a second. Null where
/// nobody counts: for saved prompts past 1,000, and while search is away.</param>
public sealed record CollectionView(
    string Id, OwnerView Owner, string Name, string Description, string Visibility, bool IsDefault, long? Count, long Followers, DateTimeOffset? CreatedAt, DateTimeOffset? UpdatedAt)
{
    /// <summary>Only for a signed-in reader.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public CollectionViewerView? Viewer { get; init; }
}

/// <summary>What the signed-in reader did with a collection.</summary>
public sealed record CollectionViewerView(bool Following);

/// <param name="Followers">How many users follow, as committed with this answer.</param>
public sealed record CollectionFollowView(bool Following, long Followers);
