namespace PromptGrid.Search.Elasticsearch.Indices;

/// <summary>The fields of the index. Part of its version.</summary>
internal static class Fields
{
    /// <summary>Tells prompts from checkpoints.</summary>
    public const string Kind = "kind";
    public const string PromptKind = "prompt";
    public const string CheckpointKind = "checkpoint";

    /// <summary>The prompt's id again: the field that Elasticsearch itself keeps ids in cannot be sorted by.</summary>
    public const string Id = "id";
    public const string Revision = "revision";
    public const string Title = "title";

    /// <summary>The title's stems, one space between two: what is typed whole equals it.</summary>
    public const string TitleKey = "titleKey";
    public const string TitleWords = "titleWords";
    public const string Description = "description";
    public const string Content = "content";
    public const string Type = "type";
    public const string Tags = "tags";
    public const string Models = "models";
    public const string Category = "category";
    public const string License = "license";
    public const string Author = "author";
    public const string AuthorId = "authorId";
    public const string Created = "created";
    public const string Updated = "updated";
    public const string Likes = "likes";
    public const string Saves = "saves";
    public const string Forks = "forks";
    public const string Trending = "trending";
    public const string Partition = "partition";
    public const string Sequence = "sequence";

    /// <summary>Of a value: in lower case, for filters.</summary>
    public const string FilterPart = ".value";

    /// <summary>Of a tag: cut into words.</summary>
    public const string TagText = "tags.text";

    /// <summary>Of a title or tag: the beginnings of its words, for mistyped words that are not finished.</summary>
    public const string TitleStarts = "title.starts";
    public const string TagStarts = "tags.starts";

    /// <summary>The trending score of a prompt that has none: sorts behind every real one and, unlike a missing value, can
    /// stand in a cursor.</summary>
    public const double NoTrending = -1e300;

    /// <summary>The field that a facet counts.</summary>
    public static string Of(SearchField field) => field switch
    {
        SearchField.Type => Type,
        SearchField.Tag => Tags,
        SearchField.Model => Models,
        SearchField.Category => Category,
        _ => throw new ArgumentOutOfRangeException(nameof(field)),
    };
}
