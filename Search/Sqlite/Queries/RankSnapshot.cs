namespace PromptGrid.Search.Sqlite.Queries;

/// <summary>The best matches of a query, or the next best behind a cursor, in their order.</summary>
/// <param name="Places">At most <see cref="Size"/>.</param>
/// <param name="HasMore">True when worse matches follow.</param>
internal sealed record RankSnapshot(List<ListPlace> Places, bool HasMore)
{
    /// <summary>A hundred usual pages: nobody turns more, and one query's snapshot stays below 80 KB.</summary>
    public const int Size = 2000;
}
