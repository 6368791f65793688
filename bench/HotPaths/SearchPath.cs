using Microsoft.Extensions.DependencyInjection;
using PromptGrid.Search;

namespace PromptGrid.HotPaths;

/// <summary>A search for two words among some thousand prompts, with facets and highlights.</summary>
public sealed class SearchPath
{
    private const int Prompts = 2_000;
    private static readonly string[] Things = ["castle", "forest", "harbour", "lantern", "violin", "glacier", "market", "owl", "train", "garden", "robot"];
    private static readonly string[] Ways = ["watercolour", "charcoal", "cinematic", "isometric", "baroque", "minimal", "neon"];

    private readonly ISearchIndex _index;
    private int _next;

    private SearchPath(ISearchIndex index) => _index = index;

    public static async Task<SearchPath> CreateAsync(QuietGrid grid)
    {
        var index = grid.Services.GetRequiredService<ISearchIndex>();
        await index.InitializeAsync();
        for (var from = 0; from < Prompts; from += 500)
        {
            await index.ApplyAsync(new SearchBatch { Upserts = [.. Enumerable.Range(from, 500).Select(Document)] });
        }

        return new SearchPath(index);
    }

    public async Task<long> RunAsync()
    {
        var page = await _index.SearchAsync(new SearchQuery { Text = Things[_next % Things.Length] + " " + Ways[_next % Ways.Length] });
        _next++;
        return page.Total > 0 ? page.Total : throw new InvalidOperationException("Nothing was found.");
    }

    private static SearchDocument Document(int i) => new()
    {
        Id = $"prm_{i:d26}",
        Revision = 1,
        Title = $"{Things[i % Things.Length]} number {i}",
        Content = $"a {Things[i % Things.Length]} beside a {Things[(i + 3) % Things.Length]}, {Ways[i % Ways.Length]}, {Ways[(i / 7) % Ways.Length]}, highly detailed",
        Type = "image",
        Tags = [Ways[i % Ways.Length]],
        AuthorId = "usr_00000000000000000000000000",
        AuthorHandle = "painter",
        CreatedAt = DateTimeOffset.UnixEpoch.AddMinutes(i),
        UpdatedAt = DateTimeOffset.UnixEpoch.AddMinutes(i),
    };
}
