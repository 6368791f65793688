using PromptGrid.Web.Cards;

namespace PromptGrid.Web.Find;

/// <summary>What a list page found: explore, search, and the pages of tags, types, categories and models.</summary>
public sealed record FindModel
{
    /// <summary>The path of this list, without its filters.</summary>
    public required string Path { get; init; }

    /// <summary>What the whole page is about: <c>explore</c>, <c>search</c>, <c>tag</c>, <c>type</c>, <c>category</c> or <c>model</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The tag, type, category or model of the page.</summary>
    public string? Value { get; init; }

    public string? Text { get; init; }

    /// <summary>The chosen filters in the order of the address.</summary>
    public IReadOnlyList<(string Name, string Value)> Filters { get; init; } = [];

    /// <summary>What one could filter by, with counts.</summary>
    public IReadOnlyList<FacetModel> Facets { get; init; } = [];

    /// <summary>The chosen order; null for the page's own.</summary>
    public string? Sort { get; init; }

    public IReadOnlyList<CardModel> Cards { get; init; } = [];
    public long Total { get; init; }
    public bool TotalIsCapped { get; init; }
    /// <summary>Whether the reader follows the tag of this page; null for guests and on other pages.</summary>
    public bool? IsFollowed { get; init; }

    public bool IsCorrected { get; init; }
    public bool IsLaterPage { get; init; }
    public string? NextCursor { get; init; }

    /// <summary>What to try when nothing was found: tags that people use.</summary>
    public IReadOnlyList<string> Ideas { get; init; } = [];

    public bool IsChosen(string name, string value) => Filters.Contains((name, value));

    /// <summary>The address with a filter added or, when it is chosen already, taken away; always the first page.</summary>
    public string Toggle(string name, string value) =>
        Address(IsChosen(name, value) ? Filters.Where(f => f != (name, value)) : Filters.Append((name, value)), Sort, null);

    public string WithSort(string? sort) => Address(Filters, sort, null);

    public string Next => Address(Filters, Sort, NextCursor);

    public string WithoutFilters => Address([], Sort, null);

    /// <summary>The address that search engines should know: without order and page.</summary>
    public string Canonical => Filters.Count == 0 && Text is null ? Path : Address(Filters, null, null);

    private string Address(IEnumerable<(string Name, string Value)> filters, string? sort, string? cursor)
    {
        var parts = filters.Select(f => (f.Name, f.Value)).ToList();
        if (Text is not null) parts.Insert(0, ("q", Text));
        if (sort is not null) parts.Add(("sort", sort));
        if (cursor is not null) parts.Add(("cursor", cursor));
        return parts.Count == 0 ? Path : Path + "?" + string.Join('&', parts.Select(p => $"{p.Name}={Uri.EscapeDataString(p.Value)}"));
    }
}

/// <param name="Name">The query parameter: type, tag, model or category.</param>
public sealed record FacetModel(string Name, IReadOnlyList<(string Value, long Count)> Values);
