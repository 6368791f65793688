using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using PromptGrid.Projections.Audit;
using PromptGrid.Search.Contract.Tests.Support;
using PromptGrid.Search.Wire.Tests.Description;
using PromptGrid.Search.Wire.Tests.StandIn;
using PromptGrid.Search.Wire.Tests.Support;
using PromptGrid.Silo.Audit;

namespace PromptGrid.Search.Wire.Tests;

/// <summary>What an audit asks of Elasticsearch, and what it finds there.</summary>
public sealed class AuditTests
{
    private const string EntityIdOfNobody = "prm_00000000000000000000000000";

    [WireFact]
    public async Task Checkpoints_are_read_before_what_was_written_is_made_findable_and_all_of_one_index()
    {
        await using var host = await StandInHost.StartAsync();
        await host.Index.ApplyAsync(Prompts.Upserts(Prompts.Prompt("p1"), Prompts.Prompt("p2"), Prompts.Prompt("p3")) with { Checkpoint = new SearchCheckpoint(0, 1) });
        host.Server.Requests.Clear();
        Assert.Equal(["p2", "p3"], (await ((ISearchAudit)host.Index).ScanAsync("p1", 2)).Rows.Select(r => r.Id));

        var requests = host.Server.Requests.Where(r => r.Method == "POST").ToList();
        var index = Assert.Single(host.Server.Indices.Names);
        Assert.Equal([$"/{index}/_search", $"/{index}/_refresh", $"/{index}/_search"], requests.Select(r => r.Path));
        Assert.Equal("checkpoint", requests[0].Json.GetProperty("query").GetProperty("bool").GetProperty("filter")[0].GetProperty("term").GetProperty("kind").GetProperty("value").GetString());
        Assert.Equal("p1", Assert.Single(requests[2].Json.GetProperty("search_after").EnumerateArray()).GetString());
        Assert.Equal(2, requests[2].Json.GetProperty("size").GetInt32());
        // A prompt's text stays where it is.
        Assert.Equal(["revision", "likes", "saves", "forks"], requests[2].Json.GetProperty("_source").GetProperty("includes").EnumerateArray().Select(f => f.GetString()));
    }

    [WireFact]
    public async Task Half_an_answer_and_none_are_said_to_be_no_answer()
    {
        await using var host = await StandInHost.StartAsync(o => o.QueryTimeout = TimeSpan.FromSeconds(2));
        await host.Index.ApplyAsync(Prompts.Upserts(Prompts.Prompt("p1")));
        var audit = (ISearchAudit)host.Index;
        host.Server.Instead = (request, _) => Task.FromResult(request.Path.EndsWith("/_search", StringComparison.Ordinal)
            ? StandInReply.Json(new JsonObject { ["took"] = 1, ["timed_out"] = false, ["_shards"] = new JsonObject { ["total"] = 2, ["successful"] = 1, ["failed"] = 1 }, ["hits"] = new JsonObject { ["hits"] = new JsonArray() } })
            : null);
        await Assert.ThrowsAsync<SearchUnavailableException>(async () => await audit.ScanAsync(null, 10));
        host.Server.Instead = (request, _) => Task.FromResult(request.Path.EndsWith("/_refresh", StringComparison.Ordinal) ? StandInReply.Error(503, "unavailable_shards_exception", "away") : null);
        await Assert.ThrowsAsync<SearchUnavailableException>(async () => await audit.ScanAsync(null, 10));
        foreach (var limit in (int[])[0, 10_001]) await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await audit.ScanAsync(null, limit));
    }

    [WireFact]
    public async Task A_server_finds_what_is_missing_stale_and_astray_in_its_index_and_nothing_else()
    {
        await using var elasticsearch = await StandInServer.StartAsync();
        await using var grid = await GridOnStandIn.StartAsync(elasticsearch, ("Audit:Enabled", "false"));
        var app = grid.App;
        // The starter prompts are what there is to compare.
        var audit = app.Services.GetRequiredService<ISearchAudit>();
        var all = await UntilAsync(async () => (await audit.ScanAsync(null, 100)).Rows, rows => rows.Count >= 5);
        await UntilAsync(() => CheckAsync(app), r => r is { Total: 0, Waiting: 0 });

        var index = app.Services.GetRequiredService<ISearchIndex>();
        await index.ApplyAsync(new SearchBatch { Deletes = [all[0].Id], Counters = [new SearchCounters(all[1].Id, all[1].Likes + 1, 0, 0)] });
        await index.ApplyAsync(Prompts.Upserts(Prompts.Prompt(EntityIdOfNobody)));
        var found = await CheckAsync(app);
        Assert.Equal(
            [(DriftKinds.SearchMissing, all[0].Id), (DriftKinds.SearchStale, all[1].Id), (DriftKinds.SearchStray, EntityIdOfNobody)],
            found.Found.Select(d => (d.Kind, d.Entity)).Order());
        Assert.Equal(3, found.Total);
        elasticsearch.AssertNoViolations();
    }

    private static async Task<AuditReport> CheckAsync(WebApplication app)
    {
        using var access = AuditAccess.Running(app.Services);
        return await AuditPass.CheckAsync(access.Stores, new AuditSettings { PageSize = 3 }, TimeProvider.System, default);
    }

    private static async Task<T> UntilAsync<T>(Func<Task<T>> read, Func<T, bool> holds)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        while (true)
        {
            var value = await read();
            if (holds(value)) return value;
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30), "Waited in vain.");
            await Task.Delay(50);
        }
    }
}
