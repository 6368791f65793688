namespace PromptGrid.Search;

/// <summary>Short ways to ask.</summary>
public static class SearchIndexExtensions
{
    /// <summary>The values of a field, most used first.</summary>
    public static ValueTask<IReadOnlyList<FacetValue>> ListValuesAsync(
        this ISearchIndex index, SearchField field, int limit, FacetValue? after, CancellationToken cancellationToken = default) =>
        index.ListValuesAsync(new ValueQuery(field, limit, after), cancellationToken);
}
