namespace PromptGrid.Search.Sqlite.Columns;

/// <summary>What filters, sorts, facets and ranking need of a prompt, kept in memory beside the rows.</summary>
/// <remarks>A changed prompt is a new object in the same place; only the counters and the score change in place, so a
/// reader never sees half of one text and half of another.</remarks>
internal sealed class IndexedPrompt
{
    public required int Row { get; init; }
    public required string Id { get; init; }
    public required int Type { get; init; }
    public required int Author { get; init; }

    /// <summary>0 for none, as for <see cref="License"/>.</summary>
    public required int Category { get; init; }

    public required int License { get; init; }
    public required int[] Tags { get; init; }
    public required int[] Models { get; init; }

    /// <summary>UTC ticks.</summary>
    public required long Created { get; init; }

    /// <summary>The title's stems, one space between them.</summary>
    public required string TitleStems { get; init; }

    public long Likes { get; set; }

    /// <summary>Negative infinity until a first score is known.</summary>
    public double Trending { get; set; }
}
