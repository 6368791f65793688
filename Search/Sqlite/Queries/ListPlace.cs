using PromptGrid.Search.Sqlite.Columns;

namespace PromptGrid.Search.Sqlite.Queries;

/// <summary>The place of a prompt in a list: total orders, so that no two prompts share a place.</summary>
/// <param name="First">What sorts first, the highest in front: likes, trending score, relevance or time.</param>
/// <param name="Created">Then the newest.</param>
/// <param name="Id">Then the id, to make the order total and the same in every index.</param>
/// <param name="Prompt">Who has this place; null for a place out of a cursor.</param>
/// <remarks>The keys are read once into the value, since counters may change while a list is sorted.</remarks>
internal readonly record struct ListPlace(double First, long Created, string Id, IndexedPrompt? Prompt = null) : IComparable<ListPlace>
{
    /// <summary>Negative when this comes before <paramref name="other"/> in the list.</summary>
    public int CompareTo(ListPlace other)
    {
        var order = other.First.CompareTo(First);
        if (order == 0)
            order = other.Created.CompareTo(Created);
        return order != 0 ? order : string.CompareOrdinal(other.Id, Id);
    }

    public static ListPlace Of(IndexedPrompt prompt, CursorKind kind) => Of(prompt, Key(prompt, kind));

    /// <summary>What sorts first in a list of this kind.</summary>
    public static double Key(IndexedPrompt prompt, CursorKind kind) =>
        kind switch
        {
            // Rounded to a double, but rounding never turns two times round; the exact time comes next.
            CursorKind.Recent => prompt.Created,
            // Exact up to 2^53 likes.
            CursorKind.Liked => prompt.Likes,
            CursorKind.Trending or CursorKind.RelevanceWithoutText => prompt.Trending,
            CursorKind.Relevance => throw new ArgumentOutOfRangeException(nameof(kind), "Relevance is not a place in a list."),
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };

    public static ListPlace Of(IndexedPrompt prompt, double score) => new(score, prompt.Created, prompt.Id, prompt);

    public static ListPlace Of(SearchCursor cursor) => new(cursor.Score, cursor.Created, cursor.Id);
}
