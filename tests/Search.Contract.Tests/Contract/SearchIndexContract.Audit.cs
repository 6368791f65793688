using static PromptGrid.Search.Contract.Tests.Support.Prompts;

namespace PromptGrid.Search.Contract.Tests.Contract;

public abstract partial class SearchIndexContract
{
    private ISearchAudit Audit => (ISearchAudit)Index;

    [Fact]
    public async Task An_audit_of_an_empty_index_reads_nothing()
    {
        var page = await Audit.ScanAsync(null, 10);
        Assert.Empty(page.Rows);
        Assert.Empty(page.Checkpoints);
    }

    [Fact]
    public async Task An_audit_reads_every_prompt_once_in_order_of_ids_with_what_the_index_counts()
    {
        await Write(Upserts([.. Enumerable.Range(0, 25).Select(i => Prompt($"prm_{i:00}", revision: i + 1, likes: i))]) with { Checkpoint = new SearchCheckpoint(2, 40) });
        await Write(new SearchBatch { Counters = [new SearchCounters("prm_07", 70, 71, 72)], Deletes = ["prm_13"], Checkpoint = new SearchCheckpoint(5, 9) });

        var rows = new List<SearchAuditRow>();
        SearchAuditPage page;
        do
        {
            page = await Audit.ScanAsync(rows.Count == 0 ? null : rows[^1].Id, 4);
            Assert.True(page.Rows.Count <= 4);
            Assert.Equal([(2, 40L), (5, 9L)], page.Checkpoints.OrderBy(c => c.Key).Select(c => (c.Key, c.Value)));
            rows.AddRange(page.Rows);
        }
        while (page.Rows.Count == 4);
        Assert.Equal(Enumerable.Range(0, 25).Where(i => i != 13).Select(i => i == 7 ? new SearchAuditRow("prm_07", 8, 70, 71, 72) : new SearchAuditRow($"prm_{i:00}", i + 1, i, 0, 0)), rows);
    }

    [Fact]
    public async Task An_audit_knows_at_once_what_was_written()
    {
        // Without waiting for what makes it findable.
        await Index.ApplyAsync(Upserts(Prompt("p1", revision: 3)) with { Checkpoint = new SearchCheckpoint(0, 7) });
        Assert.Equal(new SearchAuditRow("p1", 3, 0, 0, 0), Assert.Single((await Audit.ScanAsync(null, 10)).Rows));
    }
}
