namespace PromptGrid.Search;

/// <summary>The orders of values.</summary>
internal sealed class FacetOrder : IComparer<FacetValue>
{
    /// <summary>Most used first, then by value.</summary>
    public static readonly FacetOrder Instance = new(byName: false);

    private static readonly FacetOrder ByName = new(byName: true);

    private readonly bool _byName;

    private FacetOrder(bool byName) => _byName = byName;

    public static FacetOrder Of(ValueOrder order) => order == ValueOrder.Name ? ByName : Instance;

    public int Compare(FacetValue x, FacetValue y) => !_byName && x.Count != y.Count ? y.Count.CompareTo(x.Count) : string.CompareOrdinal(x.Value, y.Value);
}
