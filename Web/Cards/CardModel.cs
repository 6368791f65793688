namespace PromptGrid.Web.Cards;

/// <summary>A prompt in a list.</summary>
/// <param name="Excerpt">The beginning of what it says; in search results, where it matches.</param>
public sealed record CardModel(
    string Id,
    string Slug,
    string Title,
    string OwnerHandle,
    string OwnerName,
    string Type,
    string Excerpt,
    IReadOnlyList<string> Tags,
    long Likes,
    long Saves,
    long Forks,
    DateTimeOffset CreatedAt)
{
    /// <summary>Its place on a board; null in other lists.</summary>
    public int? Rank { get; init; }

    /// <summary>How many places it rose since the comparison began; negative when it fell, null when it is new there.</summary>
    public int? Rise { get; init; }

    /// <summary>True when the title and the excerpt mark matches by « and ».</summary>
    public bool IsMarked { get; init; }

    /// <summary>True when the excerpt is code or data as it was written.</summary>
    public bool IsVerbatim { get; init; }

    /// <summary>Shown to its owner alone, or by link only; null for public ones.</summary>
    public string? Visibility { get; init; }

    public string Url => $"/@{OwnerHandle}/{Slug}";
}
