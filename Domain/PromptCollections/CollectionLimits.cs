namespace PromptGrid.Domain.PromptCollections;

/// <summary>The limits of collections. Lengths are in UTF-16 units.</summary>
public static class CollectionLimits
{
    public const int NameLength = 100;
    public const int DescriptionLength = 1_000;

    /// <summary>Prompts of one collection.</summary>
    public const int Prompts = 1_000;

    /// <summary>Collections of one user; a few more when they are made at the very same moment.</summary>
    public const int PerUser = 200;
}
