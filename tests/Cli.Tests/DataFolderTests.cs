using PromptGrid.Cli.Tests.Support;
using PromptGrid.Ledger;
using PromptGrid.Silo.Hosting;

namespace PromptGrid.Cli.Tests;

public sealed class DataFolderTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task A_folder_that_a_server_has_open_is_left_alone_until_the_server_stops()
    {
        CommandResult import, reindex, stats;
        await using (await RunningServer.StartAsync(_place.Data))
        {
            import = await ImportAsync();
            reindex = await _place.RunAsync("reindex");
            stats = await _place.RunAsync("db", "stats");
        }

        var refusal = $"The data folder '{_place.Data}' is in use by a PromptGrid server or command that runs now; only one may open it at a time. "
            + "Stop it first, or talk to the server: import and export have --server URL.\n";
        Assert.Equal((ExitCodes.Error, refusal), (import.Code, import.Error));
        Assert.Equal((ExitCodes.Error, refusal), (reindex.Code, reindex.Error));
        Assert.Equal((ExitCodes.Done, "in use"), (stats.Code, stats.Line("in use")[..6]));
        Assert.EndsWith("yes", stats.Line("in use"));
        Assert.Equal(ExitCodes.Done, (await ImportAsync()).Code);
    }

    [Fact]
    public async Task A_second_server_refuses_a_folder_until_the_first_was_killed()
    {
        using var first = await ServerProcess.StartAsync(_place.Data);
        var (code, error) = await ServerProcess.RunToEndAsync(_place.Data);
        var refused = await ImportAsync();
        await first.KillAsync();
        var taken = await ImportAsync();

        Assert.Equal((1, $"The data folder '{_place.Data}' is in use by a PromptGrid server or command that runs now; only one may open it at a time."), (code, error.Trim()));
        Assert.Equal((ExitCodes.Error, ExitCodes.Done), (refused.Code, taken.Code));
        Assert.True(File.Exists(Path.Combine(_place.Data, DataDirectoryLock.FileName)));
    }

    [Fact]
    public async Task Reindex_fills_an_index_that_was_lost()
    {
        await ImportAsync();
        foreach (var file in Directory.GetFiles(_place.Data, "search*")) File.Delete(file);
        var lost = await _place.RunAsync("db", "stats");

        var result = await _place.RunAsync("reindex");

        Assert.StartsWith("search", lost.Line("search"));
        Assert.DoesNotContain(" 0 events behind", lost.Line("search"));
        Assert.Equal((ExitCodes.Done, ""), (result.Code, result.Error));
        Assert.StartsWith("The search index is new: 2 prompts", result.Line("The search index"));
        Assert.Contains(", 0 events behind", (await _place.RunAsync("db", "stats")).Line("search"));
        await using var server = await RunningServer.StartAsync(_place.Data);
        Assert.Equal(["alpha", "beta"], await server.SearchAsync("tell"));
    }

    [Fact]
    public async Task A_reindex_that_is_stopped_leaves_the_old_index()
    {
        await ImportAsync();
        using var stopped = new CancellationTokenSource();
        await stopped.CancelAsync();

        var result = await _place.RunAsync(new StringWriter(), stopped.Token, "reindex");

        Assert.Equal((ExitCodes.Stopped, "Stopped.\n"), (result.Code, result.Error));
        await using var server = await RunningServer.StartAsync(_place.Data);
        Assert.Equal(["alpha", "beta"], await server.SearchAsync("tell"));
    }

    [Fact]
    public async Task Stats_count_what_is_there()
    {
        await ImportAsync();
        await _place.WithLedgerAsync(async store =>
        {
            await store.Checkpoints.AddDeadLetterAsync(new DeadLetter("search", new LedgerPosition(0, 2), "prompt.published", "prm_x", "TimeoutException", DateTimeOffset.UnixEpoch));
            return true;
        });

        var stats = await _place.RunAsync("db", "stats");

        Assert.Equal((ExitCodes.Done, ""), (stats.Code, stats.Error));
        foreach (var (name, value) in new[] { ("path", _place.Data), ("in use", "no"), ("prompts ", "2"), ("prompt versions", "2"), ("users", "1"), ("import jobs", "1"), ("count", "1") })
        {
            Assert.Equal((name, value), (name, stats.Line(name)[name.Length..].Trim()));
        }

        Assert.Equal("0/2 prompt.published prm_x: TimeoutException", stats.Output.Split("Dead letters")[1].Split('\n')[2].Trim()["search".Length..].Trim());
        Assert.Equal(stats.Line("events")["events".Length..].Trim(), stats.Line("head of 0")["head of 0".Length..].Trim());
        Assert.Matches(@"^ledger\.db +\d", stats.Line("ledger.db"));
    }

    [Theory]
    [InlineData("db", "stats")]
    [InlineData("db", "check")]
    [InlineData("db", "check", "--repair")]
    [InlineData("reindex")]
    public async Task A_folder_without_a_ledger_is_not_made_into_one(params string[] command)
    {
        var result = await _place.RunAsync(command);

        Assert.Equal(
            (ExitCodes.Error, $"There is no ledger '{Path.Combine(_place.Data, "ledger.db")}'. Set PROMPTGRID_DATA to the folder that holds it.\n"),
            (result.Code, result.Error));
        Assert.False(Directory.Exists(_place.Data));
    }

    private Task<CommandResult> ImportAsync() => _place.RunAsync("import", _place.Ndjson("alpha", "beta"), "--as", "alice", "--create");
}
