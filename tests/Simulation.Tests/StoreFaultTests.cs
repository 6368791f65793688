using Microsoft.Data.Sqlite;
using PromptGrid.Domain.Common;
using PromptGrid.Domain.Prompts;
using PromptGrid.Domain.Trending;
using PromptGrid.Grains.Interfaces;
using PromptGrid.Grains.Interfaces.Prompts;
using PromptGrid.Ledger;
using PromptGrid.Projections.Trending;
using PromptGrid.Search;

namespace PromptGrid.Simulation.Tests;

/// <summary>What projections write to is away or damaged.</summary>
public sealed class StoreFaultTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("promptgrid-store-faults").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_trending_database_that_is_away_is_infrastructure_so_that_no_event_is_put_aside_for_it()
    {
        var store = Store(Path.Combine(_folder, "not-there", "projections.db"));
        await Assert.ThrowsAsync<LedgerUnavailableException>(async () => await store.ReadCheckpointAsync(0, default));
        await Assert.ThrowsAsync<LedgerUnavailableException>(async () => await store.ReadAsync(["prm_x"], default));
        await Assert.ThrowsAsync<LedgerUnavailableException>(async () => await store.WriteAsync(0, 0, 1, [], [], default));
    }

    [Fact]
    public async Task A_row_that_cannot_be_stored_is_not_infrastructure_so_that_its_event_does_not_stop_the_rest()
    {
        var store = Store(Path.Combine(_folder, "projections.db"));
        await store.InitializeAsync(default);
        var row = new TrendingRow("prm_x", true, Type: null!, null, [], new TrendingScores(1, 1, 1, 1, 1));
        await Assert.ThrowsAsync<SqliteException>(async () => await store.WriteAsync(0, 0, 1, [row], [], default));
    }

    [Fact]
    public async Task An_index_that_was_begun_anew_is_filled_from_the_ledger_also_when_nothing_happens_any_more()
    {
        const int prompts = 30;
        await using var world = new World(_folder, new Random(1));
        await world.StartAsync();
        var ids = new IdGenerator(TimeProvider.System);
        for (var i = 0; i < prompts; i++)
        {
            var published = await world.Grains.Prompt(ids.New(EntityIds.Prompt)).PublishAsync(new PublishPrompt("usr_x", new PromptDraft { Title = $"Castle number{i}", Content = "text" }));
            Assert.Null(published.Failure);
        }

        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (await world.Search.CountAsync() < prompts) await Task.Delay(20, deadline.Token);
        foreach (var path in Directory.GetFiles(_folder, "search.db*").Where(p => p.EndsWith(".db", StringComparison.Ordinal) || p.EndsWith("-wal", StringComparison.Ordinal)))
        {
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
            file.Write([.. Enumerable.Repeat((byte)0x5A, (int)file.Length)]);
        }

        // Whoever reads first finds the damage; the ledger has no news for the projection.
        var isNoticed = false;
        for (var i = 0; !isNoticed || await world.Search.CountAsync() < prompts; i++)
        {
            try
            {
                await world.Search.SearchAsync(new SearchQuery { Text = $"number{i % prompts}" });
            }
            catch (SearchUnavailableException)
            {
                isNoticed = true;
            }

            await Task.Delay(20, deadline.Token);
        }

        Assert.Equal(prompts, (await world.Search.SearchAsync(new SearchQuery { Text = "castle" })).Total);
    }

    private static SqlTrendingStore Store(string path) => new(
        async cancellationToken =>
        {
            var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
            await connection.OpenAsync(cancellationToken);
            return connection;
        },
        takesArrays: false);
}
