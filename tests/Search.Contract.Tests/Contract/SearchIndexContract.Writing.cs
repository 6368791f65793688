using PromptGrid.Search.Contract.Tests.Support;
using static PromptGrid.Search.Contract.Tests.Support.Prompts;

namespace PromptGrid.Search.Contract.Tests.Contract;

public abstract partial class SearchIndexContract
{
    [Fact]
    public async Task An_empty_index_has_checkpoint_zero_and_finds_nothing()
    {
        Assert.Equal(0, await Index.ReadCheckpointAsync(3));
        Assert.Equal(0, await Index.CountAsync());
        var page = await Find("anything");
        Assert.Empty(page.Hits);
        Assert.Equal(0, page.Total);
        Assert.False(page.Corrected);
        Assert.Null(page.NextCursor);
    }

    [Fact]
    public async Task A_written_prompt_is_found_by_each_of_its_texts()
    {
        await Write(Prompt("p1", "Lighthouse keeper", "storms and foghorns", description: "A maritime tale", tags: ["seafaring"]));
        foreach (var word in (string[])["lighthouse", "foghorns", "maritime", "seafaring"])
            Assert.Equal(["p1"], await FindIds(word));
    }

    [Fact]
    public async Task The_checkpoint_is_written_with_its_batch_and_never_goes_back()
    {
        await Write(Upserts(Prompt("p1")) with { Checkpoint = new SearchCheckpoint(2, 40) });
        Assert.Equal(40, await Index.ReadCheckpointAsync(2));
        Assert.Equal(0, await Index.ReadCheckpointAsync(1));
        await Write(new SearchBatch { Checkpoint = new SearchCheckpoint(2, 35) });
        Assert.Equal(40, await Index.ReadCheckpointAsync(2));
    }

    [Fact]
    public async Task A_batch_that_would_leave_a_gap_is_refused_and_writes_nothing()
    {
        await Write(Upserts(Prompt("p1", "Castle")) with { Checkpoint = new SearchCheckpoint(2, 40), After = 0 });
        await Assert.ThrowsAsync<SearchUnavailableException>(() => Write(Upserts(Prompt("p2", "Castle")) with { Checkpoint = new SearchCheckpoint(2, 50), After = 41 }));
        Assert.Equal(40, await Index.ReadCheckpointAsync(2));
        Assert.Equal(["p1"], await FindIds("castle"));
        await Write(Upserts(Prompt("p2", "Castle")) with { Checkpoint = new SearchCheckpoint(2, 50), After = 40 });
        // Repeating what the index holds already leaves no gap.
        await Write(Upserts(Prompt("p3", "Castle")) with { Checkpoint = new SearchCheckpoint(2, 45), After = 40 });
        Assert.Equal(50, await Index.ReadCheckpointAsync(2));
        Assert.Equal(["p1", "p2", "p3"], (await FindIds("castle")).Order());
    }

    [Fact]
    public async Task A_revision_that_is_not_above_the_stored_one_changes_nothing()
    {
        await Write(Prompt("p1", "Amber", revision: 5, likes: 3));
        await Write(Prompt("p1", "Basalt", revision: 5, likes: 9));
        await Write(Prompt("p1", "Cobalt", revision: 4, likes: 9));
        Assert.Equal(["p1"], await FindIds("amber"));
        Assert.Empty(await FindIds("basalt"));
        Assert.Empty(await FindIds("cobalt"));
        Assert.Equal(3, (await Index.SearchAsync(new SearchQuery { Sort = SearchSort.Liked })).Hits[0].Score);
        Assert.Equal(1, await Index.CountAsync());
    }

    [Fact]
    public async Task A_higher_revision_replaces_every_text_and_value()
    {
        await Write(Prompt("p1", "Amber tree", "resin", type: "chat", tags: ["wood"], category: "nature", description: "sticky", models: ["one"]));
        await Write(Prompt("p1", "Basalt cliff", "lava", type: "image", revision: 2, tags: ["stone"], category: "geology", description: "dark", models: ["two"]));
        foreach (var gone in (string[])["amber", "resin", "wood", "sticky"])
            Assert.Empty(await FindIds(gone));
        foreach (var there in (string[])["basalt", "lava", "stone", "dark"])
            Assert.Equal(["p1"], await FindIds(there));
        var page = await Find(null);
        Assert.Equal([new FacetValue("image", 1)], page.Facets[SearchField.Type]);
        Assert.Equal([new FacetValue("stone", 1)], page.Facets[SearchField.Tag]);
        Assert.Equal([new FacetValue("geology", 1)], page.Facets[SearchField.Category]);
        Assert.Equal([new FacetValue("two", 1)], page.Facets[SearchField.Model]);
    }

    [Fact]
    public async Task Two_revisions_of_one_prompt_in_one_batch_leave_the_higher_one()
    {
        await Write(Prompt("p1", "Amber"), Prompt("p1", "Cobalt", revision: 3), Prompt("p1", "Basalt", revision: 2));
        Assert.Equal(["p1"], await FindIds("cobalt"));
        Assert.Empty(await FindIds("amber"));
        Assert.Empty(await FindIds("basalt"));
        Assert.Equal(1, (await Find(null)).Total);
    }

    [Fact]
    public async Task A_deleted_prompt_is_gone_from_everything_and_may_come_back()
    {
        await Write(Prompt("p1", "Amber", tags: ["wood"]), Prompt("p2", "Amber too", tags: ["stone"]));
        await Write(Deletes("p1", "never-there"));
        Assert.Equal(["p2"], await FindIds("amber"));
        Assert.Equal(1, await Index.CountAsync());
        Assert.Equal([new FacetValue("stone", 1)], await Index.ListValuesAsync(SearchField.Tag, 10, null));
        Assert.DoesNotContain(await Index.SuggestAsync("wood", 5), s => s.Kind == "tag");
        Assert.Empty(await Index.RelatedAsync("p1", 5));
        await Write(Prompt("p1", "Amber again"));
        Assert.Equal(2, (await Find("amber")).Total);
    }

    [Fact]
    public async Task Counters_change_the_order_and_not_what_is_found()
    {
        await Write(Prompt("p1", "Amber", likes: 5), Prompt("p2", "Amber", likes: 1));
        await Write(new SearchBatch { Counters = [new SearchCounters("p2", 50, 0, 0), new SearchCounters("unknown", 1, 1, 1)] });
        Assert.Equal(["p2", "p1"], (await Index.SearchAsync(new SearchQuery { Text = "amber", Sort = SearchSort.Liked })).Ids());
        Assert.Equal(2, (await Find("amber")).Total);
        Assert.Equal(2, await Index.CountAsync());
        // The stored revision is untouched: the next text of the prompt is still taken.
        await Write(Prompt("p2", "Basalt", revision: 2, likes: 50));
        Assert.Equal(["p2"], await FindIds("basalt"));
        Assert.Equal(["p1"], await FindIds("amber"));
    }

    [Fact]
    public async Task Scores_order_trending_and_outlive_a_new_text()
    {
        await Write(Prompt("p1", "Amber"), Prompt("p2", "Basalt"), Prompt("p3", "Cobalt"));
        await Write(new SearchBatch { Scores = [new SearchScore("p2", 7.5), new SearchScore("p1", -3), new SearchScore("unknown", 99)] });
        var trending = new SearchQuery { Sort = SearchSort.Trending };
        Assert.Equal(["p2", "p1", "p3"], (await Index.SearchAsync(trending)).Ids());
        await Write(Prompt("p2", "Basalt cliff", revision: 2));
        Assert.Equal(["p2", "p1", "p3"], (await Index.SearchAsync(trending)).Ids());
        Assert.Equal(["p2", "p1", "p3"], (await Index.SearchAsync(new SearchQuery())).Ids());
    }

    [Fact]
    public async Task Batches_written_at_once_all_arrive()
    {
        var batches = Enumerable.Range(0, 24).Select(b => Upserts(Enumerable.Range(0, 20).Select(i => Prompt($"p{b}-{i}", $"Batch {b}", tags: [$"tag{i}"]))) with
        {
            Checkpoint = new SearchCheckpoint(b, 20),
        });
        await Task.WhenAll(batches.Select(b => Task.Run(async () => await Index.ApplyAsync(b))));
        await Refresh();
        Assert.Equal(480, await Index.CountAsync());
        Assert.Equal(480, (await Find("batch")).Total);
        Assert.Equal(20, await Index.ReadCheckpointAsync(17));
        Assert.All(await Index.ListValuesAsync(SearchField.Tag, 100, null), v => Assert.Equal(24, v.Count));
    }

    [Fact]
    public async Task A_cancelled_call_is_cancelled_and_changes_nothing()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Index.SearchAsync(new SearchQuery { Text = "a" }, cancelled.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Index.ApplyAsync(Upserts(Prompt("p1")), cancelled.Token));
        await Refresh();
        Assert.Equal(0, await Index.CountAsync());
    }
}
