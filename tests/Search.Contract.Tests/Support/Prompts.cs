using System.Collections.Immutable;

namespace PromptGrid.Search.Contract.Tests.Support;

/// <summary>Prompts to index, of which a test names only what it is about.</summary>
public static class Prompts
{
    public static readonly DateTimeOffset Epoch = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static SearchDocument Prompt(
        string id, string title = "Untitled", string content = "", string type = "chat", long revision = 1, int minute = 0, long likes = 0,
        string author = "ada", string? category = null, string? license = null, string description = "", string[]? tags = null, string[]? models = null) => new()
        {
            Id = id,
            Revision = revision,
            Title = title,
            Content = content,
            Description = description,
            Type = type,
            Tags = [.. tags ?? []],
            Models = [.. models ?? []],
            Category = category,
            License = license,
            AuthorId = "usr_" + author,
            AuthorHandle = author,
            CreatedAt = Epoch.AddMinutes(minute),
            UpdatedAt = Epoch.AddMinutes(minute),
            Likes = likes,
        };

    public static SearchBatch Upserts(params IEnumerable<SearchDocument> documents) => new() { Upserts = [.. documents] };

    public static SearchBatch Deletes(params string[] ids) => new() { Deletes = [.. ids] };

    public static IEnumerable<string> Ids(this SearchPage page) => page.Hits.Select(h => h.Id);

    public static ImmutableArray<string> One(string value) => [value];
}
