namespace PromptGrid.Search.Elasticsearch.Queries;

/// <summary>The orders of results. Part of cursors: never renumber.</summary>
internal enum ListOrder : byte
{
    Recent = 1,
    Liked = 2,
    Trending = 3,
    Relevance = 4,

    /// <summary>Relevance without a text: trending by another name.</summary>
    RelevanceWithoutText = 5,
}
