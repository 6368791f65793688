namespace PromptGrid.Search.Elasticsearch.Queries;

/// <summary>How a text is understood, from strict to forgiving. Part of cursors: never renumber.</summary>
internal enum Reading : byte
{
    /// <summary>All words as typed, the last one perhaps unfinished.</summary>
    AsTyped = 0,

    /// <summary>All words, each with typing mistakes forgiven.</summary>
    Forgiving = 1,

    /// <summary>Any of the words, with typing mistakes forgiven.</summary>
    AnyWord = 2,
}
