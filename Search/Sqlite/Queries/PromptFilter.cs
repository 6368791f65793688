using System.Collections.Immutable;
using PromptGrid.Search.Sqlite.Columns;

namespace PromptGrid.Search.Sqlite.Queries;

/// <summary>The filters of a query, as value numbers.</summary>
internal sealed class PromptFilter
{
    private readonly HashSet<string>? _ids;
    private readonly int[]? _types, _models, _authors, _categories, _licenses, _tags;

    public PromptFilter(SearchQuery query, PromptColumns columns)
    {
        _ids = query.Ids?.ToHashSet(StringComparer.Ordinal);
        _types = Numbers(query.Types, columns[PromptField.Type]);
        _models = Numbers(query.Models, columns[PromptField.Model]);
        _authors = Numbers(query.Authors, columns[PromptField.Author]);
        _categories = Numbers(query.Categories, columns[PromptField.Category]);
        _licenses = Numbers(query.Licenses, columns[PromptField.License]);
        _tags = Numbers(query.Tags, columns[PromptField.Tag]);
        IsOpen = _ids is null && _types is null && _models is null && _authors is null && _categories is null && _licenses is null && _tags is null;
        // A value that no prompt ever had has no number, and no prompt has number 0 among its tags.
        IsClosed = _ids is { Count: 0 } || (_tags is not null && _tags.Contains(0));
    }

    /// <summary>True when everything passes.</summary>
    public bool IsOpen { get; }

    /// <summary>True when nothing can pass.</summary>
    public bool IsClosed { get; }

    public bool Passes(IndexedPrompt prompt)
    {
        if (IsOpen)
            return true;
        return (_ids is null || _ids.Contains(prompt.Id)) && OneOf(_types, prompt.Type) && OneOf(_authors, prompt.Author) && OneOf(_categories, prompt.Category) && OneOf(_licenses, prompt.License)
            && (_models is null || prompt.Models.AsSpan().ContainsAny(_models)) && (_tags is null || HasAll(prompt.Tags));
    }

    private bool HasAll(int[] tags)
    {
        foreach (var tag in _tags!)
        {
            if (Array.IndexOf(tags, tag) < 0)
                return false;
        }

        return true;
    }

    // Number 0 stands for "has none" in a prompt and for "unknown value" in a filter: they are not the same.
    private static bool OneOf(int[]? numbers, int number) => numbers is null || (number != 0 && Array.IndexOf(numbers, number) >= 0);

    private static int[]? Numbers(ImmutableArray<string> values, ValueTable table) =>
        values.IsDefaultOrEmpty ? null : [.. values.Select(table.Find)];
}
