namespace PromptGrid.Search.Sqlite.Queries;

/// <summary>Most used first, then by value.</summary>
internal sealed class FacetOrder : IComparer<FacetValue>
{
    public static readonly FacetOrder Instance = new();

    public int Compare(FacetValue x, FacetValue y) => x.Count != y.Count ? y.Count.CompareTo(x.Count) : string.CompareOrdinal(x.Value, y.Value);
}
