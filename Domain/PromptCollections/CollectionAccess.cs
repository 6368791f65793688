using PromptGrid.Domain.Prompts;

namespace PromptGrid.Domain.PromptCollections;

/// <summary>The one place that decides who may do what with a collection.</summary>
public static class CollectionAccess
{
    /// <summary>May this viewer know that the collection exists?</summary>
    public static bool CanRead(CollectionDocument collection, PromptViewer viewer) =>
        collection.Visibility is Visibilities.Public or Visibilities.Unlisted || (viewer.UserId is { } userId && collection.OwnerId == userId);

    public static bool CanWrite(CollectionDocument collection, string userId) => collection.OwnerId == userId;
}
