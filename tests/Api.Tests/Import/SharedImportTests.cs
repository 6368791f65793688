using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using PromptGrid.Api.Import;
using PromptGrid.Api.Tests.Support;
using PromptGrid.Domain.Common;
using PromptGrid.Ledger;

namespace PromptGrid.Api.Tests.Import;

/// <summary>Nodes that share a folder and a ledger: beside that of the server, others in the same process.</summary>
public sealed class SharedImportTests
{
    private const string Lines = """
        {"title":"First","content":"text 1"}
        {"title":"Second","content":"text 2"}
        """;

    [Fact]
    public async Task A_node_that_starts_takes_jobs_of_the_gone_and_none_of_the_living()
    {
        await using var server = await ApiServer.StartAsync();
        var user = await server.SignUpAsync();
        var ids = server.Services.GetRequiredService<IIdGenerator>();
        var living = new ImportNodes(Ledger(server), Reader(server), ids, TimeProvider.System, Options.Create(new ImportOptions()));
        await living.KeepAsync();
        var gone = ids.New("node");
        await using var held = new FileStream(FileOf(server, living.Id + ".alive"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
        await File.WriteAllTextAsync(FileOf(server, gone + ".alive"), "");
        async Task<string> LeaveAsync(string node)
        {
            var job = new JobDocument { Id = ids.New(EntityIds.Job), OwnerId = user.UserId, Format = "ndjson", Node = node, StartedAt = TimeProvider.System.GetUtcNow() };
            await File.WriteAllTextAsync(FileOf(server, job.Id + ".ndjson"), Lines);
            await PutAsync(server, job);
            return job.Id;
        }

        var (kept, taken) = (await LeaveAsync(living.Id), await LeaveAsync(gone));
        using var newcomer = ActivatorUtilities.CreateInstance<ImportJobs>(server.Services);
        await newcomer.StartAsync(default);
        var end = await user.EndOfAsync(taken);
        Assert.Equal(("done", 2), (end.Text("state"), end.Number("created")));
        // The last that it does of a look.
        await Eventually.HoldsAsync(() =>
        {
            Assert.False(File.Exists(FileOf(server, gone + ".alive")));
            return Task.CompletedTask;
        });
        var job = await newcomer.FindAsync(kept, default);
        Assert.Equal((JobStates.Running, living.Id, 0), (job!.State, job.Node, job.Processed));
        Assert.NotNull(await Reader(server).ReadDocumentAsync("importing/" + living.Id));
        await newcomer.StopAsync(default);
    }

    [Fact]
    public async Task A_job_that_another_node_has_taken_over_is_not_this_nodes_to_fail()
    {
        await using var server = await ApiServer.StartAsync();
        var user = await server.SignUpAsync();
        using var slow = ActivatorUtilities.CreateInstance<ImportJobs>(server.Services, new LedgerThatLosesAJob(Ledger(server)));
        await slow.StartAsync(default);
        var lost = await StartAsync(slow, user);
        // They run one after the other.
        await user.EndOfAsync(await StartAsync(slow, user));
        var job = await slow.FindAsync(lost, default);
        Assert.Equal((JobStates.Running, LedgerThatLosesAJob.Other), (job!.State, job.Node));
        Assert.True(File.Exists(FileOf(server, lost + ".ndjson")));
        await slow.StopAsync(default);
    }

    [Fact]
    public async Task A_node_that_cannot_look_at_the_others_tells_them_that_it_is_there_and_leaves_nothing_when_it_stops()
    {
        await using var server = await ApiServer.StartAsync();
        var user = await server.SignUpAsync();
        var isAway = true;
        var reader = InterceptedReader.Around(Reader(server), (_, _) =>
        {
            if (Volatile.Read(ref isAway)) throw new LedgerUnavailableException("Nothing can be read.");
        });
        using var node = ActivatorUtilities.CreateInstance<ImportJobs>(server.Services, reader);
        var id = await StartAsync(node, user);
        await node.StartAsync(default);
        var name = (await ReadAsync(server, id)).Node;
        await Eventually.HoldsAsync(async () => Assert.NotNull(await Reader(server).ReadDocumentAsync("importing/" + name)));
        Assert.True(File.Exists(FileOf(server, name + ".alive")));

        Volatile.Write(ref isAway, false);
        Assert.Equal("done", (await user.EndOfAsync(id)).Text("state"));
        await node.StopAsync(default);
        Assert.Null(await Reader(server).ReadDocumentAsync("importing/" + name));
        Assert.False(File.Exists(FileOf(server, name + ".alive")));
    }

    [Fact]
    public async Task Jobs_that_ended_long_ago_are_read_once()
    {
        await using var server = await ApiServer.StartAsync();
        var user = await server.SignUpAsync();
        async Task<string> LeaveAsync(double hoursAgo, string state)
        {
            var startedAt = TimeProvider.System.GetUtcNow().AddHours(-hoursAgo);
            var job = new JobDocument { Id = EntityIds.Format(EntityIds.Job, Guid.CreateVersion7(startedAt)), OwnerId = user.UserId, Format = "csv", Node = "node_any", State = state, StartedAt = startedAt };
            await PutAsync(server, job);
            return job.Id;
        }

        await LeaveAsync(100, JobStates.Failed);
        var last = await LeaveAsync(90, JobStates.Done);
        await LeaveAsync(80, JobStates.Running);
        await LeaveAsync(70, JobStates.Done);
        var young = await LeaveAsync(1, JobStates.Done);
        var begins = new ConcurrentQueue<string?>();
        var reader = InterceptedReader.Around(Reader(server), (method, arguments) =>
        {
            if (method == nameof(ILedgerReader.ScanDocumentsAsync)) begins.Enqueue((string?)arguments[1]);
        });
        using var node = ActivatorUtilities.CreateInstance<ImportJobs>(server.Services, reader, Options.Create(new ImportOptions { LostAfter = TimeSpan.FromSeconds(10) }));
        await node.StartAsync(default);
        // A look ends when nothing comes after the last; the next begins before the one that still ran.
        await Eventually.HoldsAsync(() =>
        {
            Assert.Equal([null, young, last, young], begins.Take(4));
            return Task.CompletedTask;
        });
        await node.StopAsync(default);
    }

    private static ILedger Ledger(ApiServer server) => server.Services.GetRequiredService<ILedger>();

    private static ILedgerReader Reader(ApiServer server) => server.Services.GetRequiredService<ILedgerReader>();

    private static string FileOf(ApiServer server, string name) => Path.Combine(server.Folder, "imports", name);

    private static async Task<string> StartAsync(ImportJobs node, ApiCaller user)
    {
        using var body = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(Lines));
        return (await node.StartAsync(user.UserId, "ndjson", null, _ => null, body, default)).Value!.Value.Id;
    }

    private static async Task PutAsync(ApiServer server, JobDocument job) =>
        Assert.IsType<CommitOutcome.Committed>(await Ledger(server).CommitAsync(new WriteSet { Entity = job.Id, Documents = [new DocumentWrite(job.Id, 0, JsonSerializer.Serialize(job, JsonSerializerOptions.Web))] }));

    private static async Task<JobDocument> ReadAsync(ApiServer server, string id) =>
        JsonSerializer.Deserialize<JobDocument>((await Reader(server).ReadDocumentAsync(id))!.Body, JsonSerializerOptions.Web)!;

    /// <summary>When a job is first saved another node has it, and the answer is an error that nobody foresaw.</summary>
    private sealed class LedgerThatLosesAJob(ILedger inner) : ILedger
    {
        public const string Other = "node_other";

        private bool _isLost;

        public async ValueTask<CommitOutcome> CommitAsync(WriteSet set)
        {
            if (_isLost || set.Documents is not [{ ExpectedVersion: 1, Body: { } body } save] || !EntityIds.IsValid(save.Id, EntityIds.Job)) return await inner.CommitAsync(set);
            _isLost = true;
            var taken = JsonSerializer.Deserialize<JobDocument>(body, JsonSerializerOptions.Web)! with { Node = Other };
            Assert.IsType<CommitOutcome.Committed>(await inner.CommitAsync(set with { Documents = [save with { Body = JsonSerializer.Serialize(taken, JsonSerializerOptions.Web) }] }));
            throw new InvalidOperationException("A bug.");
        }
    }
}
