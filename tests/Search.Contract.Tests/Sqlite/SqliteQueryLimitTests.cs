using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PromptGrid.Search.Contract.Tests.Support;
using PromptGrid.Search.Sqlite;
using static PromptGrid.Search.Contract.Tests.Support.Prompts;

namespace PromptGrid.Search.Contract.Tests.Sqlite;

/// <summary>What bounds a query, and what is seen of it from outside.</summary>
public sealed class SqliteQueryLimitTests
{
    [Fact]
    public async Task Counting_stops_at_its_limit_and_says_so()
    {
        await using var host = await SqliteHost.StartAsync(o => (o.CountLimit, o.TextScoreLimit) = (100, 100));
        await host.Index.ApplyAsync(Upserts(Enumerable.Range(0, 250).Select(i => Prompt($"p{i:D3}", i == 3 ? "Castle" : "Old castle", minute: i, likes: i == 9 ? 90_000 : 0))));
        var page = await host.Index.SearchAsync(new SearchQuery { Text = "castle" });
        Assert.Equal(100, page.Total);
        Assert.True(page.TotalIsCapped);
        Assert.Equal([new FacetValue("chat", 100)], page.Facets[SearchField.Type]);
        // Neither is among the newest hundred, which were counted.
        Assert.Equal(["p003", "p009"], page.Ids().Take(2));
        Assert.False((await host.Index.SearchAsync(new SearchQuery { Text = "castle", Sort = SearchSort.Recent })).TotalIsCapped);
    }

    [Fact]
    public async Task A_rank_continues_behind_what_is_remembered_of_it()
    {
        await using var host = await SqliteHost.StartAsync();
        await host.Index.ApplyAsync(Upserts(Enumerable.Range(0, 2500).Select(i => Prompt($"p{i:D4}", "Castle", $"number {i}", minute: i, likes: i % 50))));
        var seen = new HashSet<string>();
        for (var query = new SearchQuery { Text = "castle", Limit = 100, WithFacets = false }; ;)
        {
            var page = await host.Index.SearchAsync(query);
            Assert.All(page.Ids(), id => Assert.True(seen.Add(id), $"{id} was shown twice."));
            if (page.NextCursor is null)
                break;
            query = query with { Cursor = page.NextCursor };
        }

        Assert.Equal(2500, seen.Count);
    }

    [Fact]
    public async Task A_query_that_takes_too_long_is_given_up_as_unavailable()
    {
        await using var host = await SqliteHost.StartAsync();
        await host.Index.ApplyAsync(Upserts(Prompt("p1", "Castle")));
        host.Time.StepPerLook = TimeSpan.FromSeconds(3);
        await Assert.ThrowsAsync<SearchUnavailableException>(async () => await host.Index.SearchAsync(new SearchQuery { Text = "castle" }));
        await Assert.ThrowsAsync<SearchUnavailableException>(async () => await host.Index.SuggestAsync("castle", 5));
        host.Time.StepPerLook = TimeSpan.Zero;
        Assert.Equal(1, (await host.Index.SearchAsync(new SearchQuery { Text = "castle" })).Total);
    }

    [Fact]
    public async Task An_index_that_is_still_being_opened_refuses_searches_in_time_and_lets_writes_wait()
    {
        await using var host = await SqliteHost.StartAsync(o => o.QueryTimeout = TimeSpan.FromMilliseconds(100));
        await using var rebuild = await host.Index.BeginRebuildAsync();
        await rebuild.ApplyAsync(Upserts(Prompt("p1", "Castle")));
        // A swap that has to wait for a writer keeps the index closed, and a file that is to be opened anew keeps nobody from waiting for it.
        var file = await ((SqliteSearchIndex)host.Index).Folder.UseAsync(Timeout.InfiniteTimeSpan, default);
        await file.WriteLock.WaitAsync();
        var swap = rebuild.CommitAsync().AsTask();
        Assert.False(swap.IsCompleted);
        file.IsBroken = true;
        await Assert.ThrowsAsync<SearchUnavailableException>(async () => await host.Index.SearchAsync(new SearchQuery { Text = "castle" }));
        await Assert.ThrowsAsync<SearchUnavailableException>(async () => await host.Index.CountAsync());
        var write = host.Index.ApplyAsync(Upserts(Prompt("p2", "Castle")));
        Assert.False(write.IsCompleted);
        file.WriteLock.Release();
        file.EndUse();
        await swap;
        await write;
        Assert.Equal(2, (await host.Index.SearchAsync(new SearchQuery { Text = "castle" })).Total);
    }

    [Fact]
    public async Task Closing_the_index_lets_running_queries_end_and_refuses_new_ones()
    {
        var host = await SqliteHost.StartAsync();
        await host.Index.ApplyAsync(Upserts(Enumerable.Range(0, 3000).Select(i => Prompt($"p{i}", "Castle", "castle sunset"))));
        var started = new CountdownEvent(4);
        var queries = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            for (var answered = 0; ; answered++)
            {
                try
                {
                    Assert.Equal(20, (await host.Index.SearchAsync(new SearchQuery { Text = "castle sunset" })).Hits.Count);
                }
                catch (SearchUnavailableException)
                {
                    return answered;
                }

                if (answered == 0)
                    started.Signal();
                await Task.Yield();
            }
        })).ToArray();
        started.Wait();
        await host.DisposeAsync();
        Assert.All(await Task.WhenAll(queries), answered => Assert.True(answered > 0));
        await Assert.ThrowsAsync<SearchUnavailableException>(async () => await host.Index.ApplyAsync(Upserts(Prompt("late"))));
    }

    [Fact]
    public async Task Neither_prompts_nor_queries_reach_the_logs()
    {
        var logs = new CollectedLogs();
        await using var host = await SqliteHost.StartAsync(logs: logs);
        await host.Index.ApplyAsync(Upserts(Prompt("p1", "Secretword", "hiddencontent", tags: ["quiettag"])));
        await host.Index.SearchAsync(new SearchQuery { Text = "secretword" });
        host.Time.StepPerLook = TimeSpan.FromSeconds(3);
        await Assert.ThrowsAsync<SearchUnavailableException>(async () => await host.Index.SearchAsync(new SearchQuery { Text = "hiddencontent" }));
        host.Time.StepPerLook = TimeSpan.Zero;
        await using (await host.Index.BeginRebuildAsync())
            Assert.Contains(logs.Lines, l => l.Contains("Rebuilding", StringComparison.Ordinal));
        Assert.Contains(logs.Lines, l => l.Contains("too long", StringComparison.Ordinal));
        foreach (var secret in (string[])["secretword", "hiddencontent", "quiettag"])
            Assert.DoesNotContain(logs.Lines, l => l.Contains(secret, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Queries_batches_and_the_size_of_the_index_are_measured()
    {
        await using var host = await SqliteHost.StartAsync();
        var measured = new ConcurrentDictionary<string, double>();
        var factory = host.Services.GetRequiredService<IMeterFactory>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Meter.Name == "PromptGrid.Search" && instrument.Meter.Scope == factory)
                l.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => measured.AddOrUpdate(instrument.Name, 1, (_, n) => n + 1));
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => measured[instrument.Name] = value);
        listener.Start();
        await host.Index.ApplyAsync(Upserts(Prompt("p1"), Prompt("p2")));
        await host.Index.SearchAsync(new SearchQuery { Text = "untitled" });
        listener.RecordObservableInstruments();
        Assert.Equal(1, measured["promptgrid.search.batch.duration"]);
        Assert.Equal(1, measured["promptgrid.search.query.duration"]);
        Assert.Equal(2, measured["promptgrid.search.prompts"]);
    }

    private sealed class CollectedLogs : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue(formatter(state, exception) + exception);

        public void Dispose()
        {
        }
    }
}
