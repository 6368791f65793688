using PromptGrid.Search.Contract.Tests.Support;
using static PromptGrid.Search.Contract.Tests.Support.Prompts;

namespace PromptGrid.Search.Contract.Tests.Contract;

public abstract partial class SearchIndexContract
{
    [Fact]
    public async Task A_rebuild_is_invisible_until_it_is_committed_and_then_is_all_there_is()
    {
        await Write(Upserts(Prompt("old", "Castle")) with { Checkpoint = new SearchCheckpoint(0, 10) });
        await using var rebuild = await Index.BeginRebuildAsync();
        Assert.Equal(0, await rebuild.ReadCheckpointAsync(0));
        await rebuild.ApplyAsync(Upserts(Prompt("new", "Castle")) with { Checkpoint = new SearchCheckpoint(0, 7) });
        Assert.Equal(7, await rebuild.ReadCheckpointAsync(0));
        Assert.Equal(["old"], await FindIds("castle"));
        await rebuild.CommitAsync();
        await Refresh();
        Assert.Equal(["new"], await FindIds("castle"));
        Assert.Equal(7, await Index.ReadCheckpointAsync(0));
        await Write(Prompt("later", "Castle"));
        Assert.Equal(["later", "new"], (await FindIds("castle")).Order());
    }

    [Fact]
    public async Task A_rebuild_that_is_not_committed_leaves_no_trace()
    {
        await Write(Prompt("old", "Castle"));
        await using (var rebuild = await Index.BeginRebuildAsync())
            await rebuild.ApplyAsync(Upserts(Prompt("new", "Castle")));
        Assert.Equal(["old"], await FindIds("castle"));
        await using var next = await Index.BeginRebuildAsync();
        await next.CommitAsync();
        await Refresh();
        Assert.Equal(0, await Index.CountAsync());
    }

    [Fact]
    public async Task A_new_rebuild_throws_an_unfinished_one_away()
    {
        await using var first = await Index.BeginRebuildAsync();
        await first.ApplyAsync(Upserts(Prompt("first", "Castle")));
        await using var second = await Index.BeginRebuildAsync();
        await Assert.ThrowsAsync<SearchUnavailableException>(async () => await first.CommitAsync());
        await second.ApplyAsync(Upserts(Prompt("second", "Castle")));
        await second.CommitAsync();
        await Refresh();
        Assert.Equal(["second"], await FindIds("castle"));
    }

    [Fact]
    public async Task Queries_and_writes_go_on_while_the_index_is_rebuilt_and_swapped()
    {
        await Write([.. Enumerable.Range(0, 300).Select(i => Prompt($"p{i}", "Castle"))]);
        using var stop = new CancellationTokenSource();
        var queries = 0;
        var answered = new TaskCompletionSource();
        var reader = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                var page = await Index.SearchAsync(new SearchQuery { Text = "castle", Limit = 5 });
                Assert.Equal(5, page.Hits.Count);
                Assert.True(page.Total >= 300, $"A query saw {page.Total} prompts.");
                if (Interlocked.Increment(ref queries) == 20)
                    answered.SetResult();
                await Task.Yield();
            }
        });
        var writer = Task.Run(async () =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                await Index.ApplyAsync(Upserts(Prompt($"live{i}", "Castle")));
                await Task.Yield();
            }
        });
        for (var round = 0; round < 3; round++)
        {
            await using var rebuild = await Index.BeginRebuildAsync();
            foreach (var chunk in Enumerable.Range(0, 300).Chunk(50))
                await rebuild.ApplyAsync(Upserts(chunk.Select(i => Prompt($"p{i}", "Castle"))));
            await rebuild.CommitAsync();
        }

        await Task.WhenAny(answered.Task, reader, writer);
        await stop.CancelAsync();
        await Task.WhenAll(reader, writer);
        await Write(Prompt("last", "Castle"));
        Assert.Contains("last", await Walk(new SearchQuery { Text = "castle", Limit = 100 }));
    }
}
