using PromptGrid.Search.Contract.Tests.Support;

namespace PromptGrid.Search.Contract.Tests.Contract;

/// <summary>What every search index promises. A class per implementation inherits it and starts that implementation.</summary>
public abstract partial class SearchIndexContract : IAsyncLifetime
{
    private ISearchIndexHost? _host;

    protected ISearchIndex Index => _host!.Index;

    protected ManualTime Time => _host!.Time;

    public async Task InitializeAsync() => _host = await StartAsync();

    public Task DisposeAsync() => _host!.DisposeAsync().AsTask();

    protected abstract Task<ISearchIndexHost> StartAsync();

    protected async Task Write(SearchBatch batch)
    {
        await Index.ApplyAsync(batch);
        await _host!.RefreshAsync();
    }

    protected Task Write(params SearchDocument[] documents) => Write(Prompts.Upserts(documents));

    protected Task Refresh() => _host!.RefreshAsync();

    protected async Task<SearchPage> Find(string? text) => await Index.SearchAsync(new SearchQuery { Text = text });

    protected async Task<List<string>> FindIds(string? text) => [.. (await Find(text)).Ids()];

    /// <summary>Every page of a query, in order.</summary>
    protected async Task<List<string>> Walk(SearchQuery query, Func<Task>? betweenPages = null)
    {
        var ids = new List<string>();
        var pages = 0;
        for (var next = query; ; next = query with { Cursor = next.Cursor })
        {
            var page = await Index.SearchAsync(next);
            ids.AddRange(page.Ids());
            Assert.True(++pages < 10_000, "The pages do not end.");
            if (page.NextCursor is null)
                return ids;
            if (betweenPages is not null)
                await betweenPages();
            next = next with { Cursor = page.NextCursor };
        }
    }
}
