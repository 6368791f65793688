using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using PromptGrid.Search.Contract.Tests.Support;
using PromptGrid.Search.Sqlite;
using PromptGrid.Search.Sqlite.Storage;
using static PromptGrid.Search.Contract.Tests.Support.Prompts;

namespace PromptGrid.Search.Contract.Tests.Sqlite;

/// <summary>What becomes of the file: restarts, damage, other versions, full disks.</summary>
public sealed class SqliteIndexFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("promptgrid-search-").FullName;

    private string File0 => Path.Combine(_folder, "search.db");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Everything_written_is_there_after_a_restart()
    {
        await using (var host = await SqliteHost.OpenAsync(_folder))
        {
            await host.Index.ApplyAsync(Upserts(
                Prompt("p1", "Linux Terminal", type: "chat", likes: 3, tags: ["shell", "unix"], models: ["m"], category: "work", license: "MIT"),
                Prompt("p2", "Castle", type: "image")) with
            {
                Checkpoint = new SearchCheckpoint(0, 99),
            });
            await host.Index.ApplyAsync(new SearchBatch { Scores = [new SearchScore("p2", 4)], Counters = [new SearchCounters("p1", 8, 0, 0)] });
            await host.Index.ApplyAsync(Deletes("p2"));
        }

        await using var again = await SqliteHost.OpenAsync(_folder);
        Assert.Equal(99, await again.Index.ReadCheckpointAsync(0));
        var page = await again.Index.SearchAsync(new SearchQuery { Text = "lniux", Tags = ["unix"], Models = ["m"], Categories = ["work"], Licenses = ["mit"], Authors = ["ada"], Sort = SearchSort.Liked });
        Assert.Equal("p1", Assert.Single(page.Hits).Id);
        Assert.Equal(8, page.Hits[0].Score);
        Assert.Equal(1, await again.Index.CountAsync());
        await again.Index.ApplyAsync(Upserts(Prompt("p3", "Linux again", tags: ["new"])));
        Assert.Equal(2, (await again.Index.SearchAsync(new SearchQuery { Text = "linux" })).Total);
    }

    [Fact]
    public async Task A_relevance_cursor_still_works_after_a_restart()
    {
        var query = new SearchQuery { Text = "castle", Limit = 10 };
        List<string> seen;
        await using (var host = await SqliteHost.OpenAsync(_folder))
        {
            await host.Index.ApplyAsync(Upserts(Enumerable.Range(0, 50).Select(i => Prompt($"p{i:D2}", "Castle", likes: i % 7, minute: i))));
            var page = await host.Index.SearchAsync(query);
            seen = [.. page.Ids()];
            query = query with { Cursor = page.NextCursor };
        }

        await using var again = await SqliteHost.OpenAsync(_folder);
        while (query.Cursor is not null)
        {
            var page = await again.Index.SearchAsync(query);
            seen.AddRange(page.Ids());
            query = query with { Cursor = page.NextCursor };
        }

        Assert.Equal(50, seen.Count);
        Assert.Equal(50, seen.Distinct().Count());
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_thrown_away()
    {
        await File.WriteAllTextAsync(File0, new string('x', 20_000));
        await using var host = await SqliteHost.OpenAsync(_folder);
        Assert.Equal(0, await host.Index.ReadCheckpointAsync(0));
        await host.Index.ApplyAsync(Upserts(Prompt("p1", "Castle")));
        Assert.Equal(1, (await host.Index.SearchAsync(new SearchQuery { Text = "castle" })).Total);
    }

    [Theory]
    [InlineData("UPDATE meta SET value = 'promptgrid-search/999' WHERE key = 'signature'")]
    [InlineData("UPDATE meta SET value = 'promptgrid-search/0' WHERE key = 'signature'")]
    [InlineData("DELETE FROM meta WHERE key = 'state'")]
    [InlineData("DROP TABLE meta")]
    public async Task A_file_of_another_version_or_never_finished_is_thrown_away(string change)
    {
        await using (var host = await SqliteHost.OpenAsync(_folder))
            await host.Index.ApplyAsync(Upserts(Prompt("p1")) with { Checkpoint = new SearchCheckpoint(0, 5) });
        using (var database = new SqliteDatabase(File0, readOnly: false))
            database.Execute(change);
        await using var again = await SqliteHost.OpenAsync(_folder);
        Assert.Equal(0, await again.Index.CountAsync());
        Assert.Equal(0, await again.Index.ReadCheckpointAsync(0));
    }

    [Fact]
    public async Task A_file_damaged_while_it_is_open_fails_calls_as_unavailable_and_is_then_begun_again()
    {
        await using var host = await SqliteHost.OpenAsync(_folder);
        await host.Index.ApplyAsync(Upserts(Enumerable.Range(0, 2000).Select(i => Prompt($"p{i}", $"Castle {i}", $"words number{i} and more"))) with { Checkpoint = new SearchCheckpoint(0, 5) });
        foreach (var path in (string[])[File0, File0 + "-wal"])
        {
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
            for (var at = file.Length; at > 0; at -= 4096)
                file.Write(Enumerable.Repeat((byte)0x5A, 4096).ToArray());
        }

        var unavailable = 0;
        for (var i = 0; i < 50 && await host.Index.CountAsync() > 0; i++)
        {
            var failure = await Record.ExceptionAsync(async () => await host.Index.ApplyAsync(Upserts(Prompt($"p{i}", "Changed", revision: 2 + i))))
                ?? await Record.ExceptionAsync(async () => await host.Index.SearchAsync(new SearchQuery { Text = $"number{i * 17}" }));
            if (failure is not null)
            {
                Assert.IsType<SearchUnavailableException>(failure);
                unavailable++;
            }
        }

        Assert.True(unavailable > 0, "The damage was not noticed.");
        Assert.Equal(0, await host.Index.ReadCheckpointAsync(0));
        await host.Index.ApplyAsync(Upserts(Prompt("p1", "Castle")));
        Assert.Equal(1, (await host.Index.SearchAsync(new SearchQuery { Text = "castle" })).Total);
    }

    [Fact]
    public async Task A_file_cut_short_while_it_is_open_fails_calls_as_unavailable_and_is_then_begun_again()
    {
        await using (var host = await SqliteHost.OpenAsync(_folder))
            await host.Index.ApplyAsync(Upserts(Enumerable.Range(0, 2000).Select(i => Prompt($"p{i}", $"Castle {i}", $"words number{i} and more"))) with { Checkpoint = new SearchCheckpoint(0, 5) });
        // Opened again, all of it lies in the file itself. With something in the log SQLite takes the file's length from
        // there and does not look; the first search lets a reader see the file whole.
        await using var again = await SqliteHost.OpenAsync(_folder);
        await again.Index.ApplyAsync(Upserts(Prompt("late", "Castle")));
        Assert.NotEmpty((await again.Index.SearchAsync(new SearchQuery { Text = "number3" })).Hits);
        await using (var file = new FileStream(File0, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete))
            file.SetLength(file.Length / 8192 * 4096);

        var unavailable = 0;
        for (var i = 0; i < 2000 && await again.Index.CountAsync() > 0; i++)
        {
            if (await Record.ExceptionAsync(async () => await again.Index.SearchAsync(new SearchQuery { Text = $"number{i}" })) is not { } failure) continue;
            Assert.IsType<SearchUnavailableException>(failure);
            unavailable++;
        }

        Assert.True(unavailable > 0, "The damage was not noticed.");
        Assert.Equal(0, await again.Index.CountAsync());
        Assert.Equal(0, await again.Index.ReadCheckpointAsync(0));
        await again.Index.ApplyAsync(Upserts(Prompt("p1", "Castle")));
        Assert.Equal(1, (await again.Index.SearchAsync(new SearchQuery { Text = "castle" })).Total);
    }

    [Fact]
    public async Task A_full_disk_fails_the_write_as_unavailable_and_harms_nothing_else()
    {
        await using var host = await SqliteHost.StartAsync(o => o.MaxFileMegabytes = 2);
        await host.Index.ApplyAsync(Upserts(Prompt("p1", "Castle")) with { Checkpoint = new SearchCheckpoint(0, 1) });
        var large = new string('x', 3_000_000);
        var count = await host.Index.CountAsync();
        await Assert.ThrowsAsync<SearchUnavailableException>(
            async () => await host.Index.ApplyAsync(Upserts(Prompt("p2", "Castle", large, tags: ["huge"])) with { Checkpoint = new SearchCheckpoint(0, 2) }));
        Assert.Equal(count, await host.Index.CountAsync());
        Assert.Equal(1, await host.Index.ReadCheckpointAsync(0));
        Assert.Equal(1, (await host.Index.SearchAsync(new SearchQuery { Text = "castle" })).Total);
        Assert.Empty(await host.Index.ListValuesAsync(SearchField.Tag, 5, null));
        await host.Index.ApplyAsync(Upserts(Prompt("p3", "Castle", tags: ["small"])) with { Checkpoint = new SearchCheckpoint(0, 2) });
        Assert.Equal(["p1", "p3"], (await host.Index.SearchAsync(new SearchQuery { Text = "castle" })).Ids().Order());
        Assert.Equal([new FacetValue("small", 1)], await host.Index.ListValuesAsync(SearchField.Tag, 5, null));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_unavailable_and_works_once_it_can()
    {
        var path = Path.Combine(_folder, "blocked");
        await File.WriteAllTextAsync(path, "");
        await using var services = new ServiceCollection().AddSqliteSearch(Path.Combine(path, "search.db")).BuildServiceProvider();
        var index = services.GetRequiredService<ISearchIndex>();
        await Assert.ThrowsAsync<SearchUnavailableException>(async () => await index.InitializeAsync());
        await Assert.ThrowsAsync<SearchUnavailableException>(async () => await index.SearchAsync(new SearchQuery()));
        File.Delete(path);
        await index.ApplyAsync(Upserts(Prompt("p1")));
        Assert.Equal(1, await index.CountAsync());
    }

    [Fact]
    public async Task A_second_owner_of_the_same_file_is_refused()
    {
        await using var host = await SqliteHost.OpenAsync(_folder);
        await Assert.ThrowsAsync<SearchUnavailableException>(() => SqliteHost.OpenAsync(_folder));
        await host.Index.ApplyAsync(Upserts(Prompt("p1")));
        Assert.Equal(1, await host.Index.CountAsync());
    }

    [Fact]
    public async Task A_rebuilt_index_is_the_one_that_is_opened_next_and_the_old_file_is_gone()
    {
        await using (var host = await SqliteHost.OpenAsync(_folder))
        {
            await host.Index.ApplyAsync(Upserts(Prompt("old")));
            await using (var rebuild = await host.Index.BeginRebuildAsync())
            {
                await rebuild.ApplyAsync(Upserts(Prompt("new1"), Prompt("new2")));
                await rebuild.CommitAsync();
            }

            await using var unfinished = await host.Index.BeginRebuildAsync();
            await unfinished.ApplyAsync(Upserts(Prompt("never")));
        }

        await using var again = await SqliteHost.OpenAsync(_folder);
        Assert.Equal(["new1", "new2"], (await again.Index.SearchAsync(new SearchQuery())).Ids().Order());
        Assert.Equal(["search.1.db"], Directory.EnumerateFiles(_folder, "*.db").Select(f => Path.GetFileName(f)!));
    }

    [Fact]
    public async Task A_write_that_waited_for_the_swap_lands_in_the_new_index()
    {
        await using var host = await SqliteHost.OpenAsync(_folder);
        var folder = host.Services.GetRequiredService<SqliteSearchIndex>().Folder;
        await using var rebuild = await host.Index.BeginRebuildAsync();
        var old = await folder.UseAsync(Timeout.InfiniteTimeSpan, CancellationToken.None);
        await old.WriteLock.WaitAsync();
        var commit = rebuild.CommitAsync().AsTask();
        var write = host.Index.ApplyAsync(Upserts(Prompt("waited"))).AsTask();
        Assert.False(commit.IsCompleted || write.IsCompleted);
        old.WriteLock.Release();
        old.EndUse();
        await Task.WhenAll(commit, write);
        Assert.Equal(1, await host.Index.CountAsync());
    }

    [Fact]
    public async Task Closing_the_index_during_a_rebuild_discards_the_rebuild()
    {
        ISearchRebuild rebuild;
        await using (var host = await SqliteHost.OpenAsync(_folder))
        {
            rebuild = await host.Index.BeginRebuildAsync();
            await rebuild.ApplyAsync(Upserts(Prompt("never")));
        }

        await Assert.ThrowsAsync<SearchUnavailableException>(async () => await rebuild.ApplyAsync(Upserts(Prompt("late"))));
        await Assert.ThrowsAsync<SearchUnavailableException>(async () => await rebuild.CommitAsync());
        await rebuild.DisposeAsync();
        await using var again = await SqliteHost.OpenAsync(_folder);
        Assert.Equal(0, await again.Index.CountAsync());
    }

    [Fact]
    public async Task Many_updates_and_deletes_leave_a_sound_full_text_table()
    {
        const int seed = 5;
        var random = new Random(seed);
        await using (var host = await SqliteHost.OpenAsync(_folder))
        {
            for (var round = 1; round <= 60; round++)
            {
                await host.Index.ApplyAsync(new SearchBatch
                {
                    Upserts = [.. Enumerable.Range(0, 10).Select(i => Prompt($"p{random.Next(40)}", HostileText.Next(random, 40), HostileText.Next(random, 300), revision: round, tags: ["t" + random.Next(9)]))],
                    Deletes = [.. Enumerable.Range(0, 3).Select(_ => $"p{random.Next(40)}")],
                });
            }
        }

        using var database = new SqliteDatabase(File0, readOnly: false);
        database.Execute("INSERT INTO words (words) VALUES ('integrity-check')");
        database.Execute("CREATE VIRTUAL TABLE temp.terms USING fts5vocab('main', 'words', 'instance')");
        Assert.Equal(0, database.Statement("SELECT count(*) FROM temp.terms WHERE doc NOT IN (SELECT row FROM prompts)").Scalar());
        var rows = database.Statement("SELECT row, title, tags, description, content FROM texts");
        var expected = 0L;
        while (rows.Step())
        {
            var cut = new TextCutter().Cut(rows.Text(1), rows.Text(2), rows.Text(3), rows.Text(4), 1);
            expected += Count(cut.Title) + Count(cut.Tags) + Count(cut.Description) + Count(cut.Content);
        }

        Assert.True(expected > 1000, $"Seed {seed}: only {expected} words.");
        Assert.Equal(expected, database.Statement("SELECT count(*) FROM temp.terms").Scalar());

        static int Count(ReadOnlySpan<byte> stems) => stems.Count((byte)' ');
    }

    [Fact]
    public void Options_outside_their_bounds_are_refused_with_their_names()
    {
        using var services = new ServiceCollection().AddSqliteSearch("", o => o.MaxConcurrentQueries = 0).BuildServiceProvider();
        var failure = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<ISearchIndex>());
        Assert.Contains(nameof(SearchOptions.Path), failure.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(SearchOptions.MaxConcurrentQueries), failure.Message, StringComparison.Ordinal);
    }
}
