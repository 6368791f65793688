using System.Collections.Immutable;

namespace PromptGrid.Search;

/// <summary>What to find. Values of one filter are alternatives; different filters must all hold; filters compare
/// case-insensitively.</summary>
public sealed record SearchQuery
{
    /// <summary>What was typed, at most 500 characters; null or blank lists everything the filters allow. No syntax: every
    /// character is taken literally, all words must match (the last one as a prefix), and when nothing does, typing
    /// mistakes are forgiven.</summary>
    public string? Text { get; init; }

    public ImmutableArray<string> Types { get; init; } = [];

    /// <summary>All of these tags must be there.</summary>
    public ImmutableArray<string> Tags { get; init; } = [];

    public ImmutableArray<string> Models { get; init; } = [];

    /// <summary>Handles.</summary>
    public ImmutableArray<string> Authors { get; init; } = [];

    public ImmutableArray<string> Categories { get; init; } = [];
    public ImmutableArray<string> Licenses { get; init; } = [];

    /// <summary>When set, only these prompts; at most 1,000.</summary>
    public ImmutableArray<string>? Ids { get; init; }

    public SearchSort Sort { get; init; } = SearchSort.Relevance;

    /// <summary>Page size, 1–100.</summary>
    public int Limit { get; init; } = 20;

    /// <summary><see cref="SearchPage.NextCursor"/> of the page before, with everything else unchanged.</summary>
    public string? Cursor { get; init; }

    public bool WithFacets { get; init; } = true;
    public bool WithHighlights { get; init; } = true;
}

public enum SearchSort
{
    /// <summary>Text score × freshness and likes; without text, the same as <see cref="Trending"/>.</summary>
    Relevance,

    /// <summary>Newest first.</summary>
    Recent,

    /// <summary>Most liked first, then newest.</summary>
    Liked,

    /// <summary>Highest trending score first, then newest.</summary>
    Trending,
}

public enum SearchField
{
    Type,
    Tag,
    Model,
    Category,
}

/// <summary>Which values of a field to list.</summary>
/// <param name="After">The last value of the page before.</param>
/// <param name="Prefix">Only values that begin like this, whatever the case.</param>
public sealed record ValueQuery(SearchField Field, int Limit, FacetValue? After = null, ValueOrder Order = ValueOrder.Popular, string? Prefix = null);

public enum ValueOrder
{
    /// <summary>Most used first, then by value.</summary>
    Popular,

    /// <summary>By value, in the order of its characters' numbers.</summary>
    Name,
}

/// <param name="Total">How many prompts match; exact unless <paramref name="TotalIsCapped"/>.</param>
/// <param name="TotalIsCapped">True when counting stopped at the cap: the total is then a lower bound, and the facets
/// count only that many.</param>
/// <param name="Corrected">True when nothing matched as typed and these hits forgave typing mistakes.</param>
public sealed record SearchPage(
    IReadOnlyList<SearchHit> Hits,
    IReadOnlyDictionary<SearchField, IReadOnlyList<FacetValue>> Facets,
    long Total,
    bool TotalIsCapped,
    bool Corrected,
    string? NextCursor);

/// <param name="Highlights">Per field (title, description, content, tags) plain-text fragments in which matches stand
/// between « and ».</param>
public sealed record SearchHit(string Id, double Score, IReadOnlyDictionary<string, IReadOnlyList<string>> Highlights);

public readonly record struct FacetValue(string Value, long Count);

/// <param name="Kind"><c>title</c> or <c>tag</c>.</param>
/// <param name="Id">The prompt, for a title.</param>
public sealed record SearchSuggestion(string Kind, string Text, string? Id);
