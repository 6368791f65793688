using PromptGrid.Web.Cards;

namespace PromptGrid.Web.Collections;

/// <summary>Somebody's collections.</summary>
/// <param name="Errors">What is wrong with a new one, by field, in the page's language.</param>
public sealed record CollectionsModel(string Handle, string Name, bool IsOwn, IReadOnlyList<CollectionLine> Items, string? NextCursor, IReadOnlyDictionary<string, string> Errors);

/// <param name="Count">Null where nobody counts.</param>
public sealed record CollectionLine(string Url, string Name, string Description, string Visibility, long? Count, long Followers);

/// <summary>One collection with its prompts.</summary>
/// <param name="IsFollowed">Null for guests and for its owner.</param>
/// <param name="Errors">What is wrong with an edit.</param>
public sealed record CollectionModel(
    string Id, string Name, string Description, string Visibility, string OwnerHandle, string OwnerName, bool IsOwn, bool? IsFollowed, long Followers, long Revision,
    IReadOnlyList<CardModel> Cards, string? NextCursor, IReadOnlyDictionary<string, string> Errors)
{
    public string Url => "/collections/" + Id;
}
