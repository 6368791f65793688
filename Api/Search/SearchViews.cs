using PromptGrid.Api.Prompts;

namespace PromptGrid.Api.Search;

/// <param name="Total">How many prompts match; a lower bound when <paramref name="TotalIsCapped"/>.</param>
/// <param name="Corrected">True when nothing matched as typed and typing mistakes were forgiven.</param>
public sealed record SearchView(IReadOnlyList<SearchItemView> Items, FacetsView Facets, long Total, bool TotalIsCapped, bool Corrected, string? NextCursor);

/// <param name="Highlights">Per field, fragments of plain text in which matches stand between « and ».</param>
public sealed record SearchItemView(PromptView Prompt, double Score, IReadOnlyDictionary<string, IReadOnlyList<string>> Highlights);

public sealed record FacetsView(IReadOnlyList<ValueCountView> Type, IReadOnlyList<ValueCountView> Tag, IReadOnlyList<ValueCountView> Model, IReadOnlyList<ValueCountView> Category);

public sealed record ValueCountView(string Value, long Count);

/// <param name="Kind"><c>title</c> or <c>tag</c>.</param>
public sealed record SuggestionView(string Kind, string Text, string? Id);
