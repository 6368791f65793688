using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using PromptGrid.Api.Import;
using PromptGrid.Api.Tests.Support;
using PromptGrid.Domain.Common;
using PromptGrid.Ledger;

namespace PromptGrid.Api.Tests.Import;

/// <summary>Jobs whose process is gone.</summary>
public sealed class LostImportTests
{
    private static readonly (string, string?)[] Soon = [("Import:LostAfter", "00:00:02")];

    /// <summary>A job as a process left it behind that is not there any more.</summary>
    private static async Task<string> LeaveAsync(ApiServer server, ApiCaller user, string? file)
    {
        var ids = server.Services.GetRequiredService<IIdGenerator>();
        var job = new JobDocument { Id = ids.New(EntityIds.Job), OwnerId = user.UserId, Format = "ndjson", Node = ids.New("node"), Processed = 7, StartedAt = TimeProvider.System.GetUtcNow() };
        if (file is not null)
        {
            Directory.CreateDirectory(Path.Combine(server.Folder, "imports"));
            await File.WriteAllTextAsync(Path.Combine(server.Folder, "imports", job.Id + ".ndjson"), file);
        }

        var outcome = await server.Services.GetRequiredService<ILedger>().CommitAsync(new WriteSet { Entity = job.Id, Documents = [new DocumentWrite(job.Id, 0, JsonSerializer.Serialize(job, JsonSerializerOptions.Web))] });
        Assert.IsType<CommitOutcome.Committed>(outcome);
        return job.Id;
    }

    [Fact]
    public async Task A_job_whose_file_went_with_its_node_fails_and_says_why()
    {
        await using var server = await ApiServer.StartAsync(Soon);
        var user = await server.SignUpAsync();
        var end = await user.EndOfAsync(await LeaveAsync(server, user, null), TimeSpan.FromSeconds(30));
        Assert.Equal(("failed", 7), (end.Text("state"), end.Number("processed")));
        Assert.Equal((8, "unavailable"), (end.At("errors")[0].Number("line"), end.At("errors")[0].Text("code")));
    }

    [Fact]
    public async Task A_job_whose_file_is_in_a_shared_folder_goes_on_at_another_node()
    {
        await using var server = await ApiServer.StartAsync(Soon);
        var user = await server.SignUpAsync();
        var lines = string.Join('\n', Enumerable.Range(0, 10).Select(i => $$"""{"title":"Line {{i}}","content":"text {{i}}"}"""));
        var end = await user.EndOfAsync(await LeaveAsync(server, user, lines), TimeSpan.FromSeconds(30));
        Assert.Equal(("done", 10, 3), (end.Text("state"), end.Number("processed"), end.Number("created")));
        Assert.Empty(Directory.GetFiles(Path.Combine(server.Folder, "imports"), "job_*"));
    }

    [Fact]
    public async Task A_node_is_gone_when_somebody_who_looks_all_the_time_sees_it_silent_for_long_enough()
    {
        await using var server = await ApiServer.StartAsync();
        var clock = new Clock();
        var (living, silent, watcher) = (NodesOf(server, clock), NodesOf(server, clock), NodesOf(server, clock));
        await living.KeepAsync();
        await silent.KeepAsync();
        string[] all = [living.Id, silent.Id];
        for (var i = 0; i < 5; i++)
        {
            Assert.Empty(await watcher.LostAsync(all, default));
            clock.Advance(watcher.Period);
            await living.KeepAsync();
        }

        Assert.Equal([silent.Id], await watcher.LostAsync(all, default));
        await watcher.BuryAsync(silent.Id, default);
        // It was only slow: it is there again, and counts from now on.
        await silent.KeepAsync();
        await silent.KeepAsync();
        Assert.Empty(await watcher.LostAsync(all, default));

        // Who looked away has seen no silence.
        clock.Advance(10 * watcher.Period);
        Assert.Empty(await watcher.LostAsync(all, default));
        await living.LeaveAsync();
        Assert.Single(await server.Services.GetRequiredService<ILedgerReader>().ScanDocumentsAsync("importing/", null, 10));
    }

    private static ImportNodes NodesOf(ApiServer server, TimeProvider time) => new(
        server.Services.GetRequiredService<ILedger>(), server.Services.GetRequiredService<ILedgerReader>(), server.Services.GetRequiredService<IIdGenerator>(), time, Options.Create(new ImportOptions()));

    private sealed class Clock : TimeProvider
    {
        private long _ticks = 1;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public void Advance(TimeSpan time) => _ticks += time.Ticks;
    }
}
