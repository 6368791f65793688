using PromptGrid.Search.Sqlite.Columns;

namespace PromptGrid.Search.Sqlite.Queries;

/// <summary>Facets that need no counting.</summary>
internal static class Facets
{
    public static readonly IReadOnlyDictionary<SearchField, IReadOnlyList<FacetValue>> None = new Dictionary<SearchField, IReadOnlyList<FacetValue>>();

    public static IReadOnlyDictionary<SearchField, IReadOnlyList<FacetValue>> OfAll(PromptColumns columns, int size) =>
        Enum.GetValues<SearchField>().ToDictionary(f => f, f => Top(columns[FieldOf(f)], size, null));

    /// <summary>The values of one field in an order, behind <paramref name="after"/>.</summary>
    public static IReadOnlyList<FacetValue> Top(ValueTable values, int size, FacetValue? after, ValueOrder order = ValueOrder.Popular, string? prefix = null)
    {
        var comparer = FacetOrder.Of(order);
        var top = new TopList<FacetValue>(size, comparer);
        for (var number = 1; number < values.End; number++)
        {
            var count = values.CountOf(number);
            if (count <= 0)
                continue;
            var value = new FacetValue(values.Value(number), count);
            if (prefix is not null && !value.Value.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
                continue;
            if (after is null || comparer.Compare(value, after.Value) > 0)
                top.Add(value);
        }

        return top.Sorted();
    }

    public static PromptField FieldOf(SearchField field) => field switch
    {
        SearchField.Type => PromptField.Type,
        SearchField.Tag => PromptField.Tag,
        SearchField.Model => PromptField.Model,
        SearchField.Category => PromptField.Category,
        _ => throw new ArgumentOutOfRangeException(nameof(field)),
    };
}
