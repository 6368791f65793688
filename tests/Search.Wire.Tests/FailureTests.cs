using System.Diagnostics;
using PromptGrid.Search.Wire.Tests.Description;
using PromptGrid.Search.Wire.Tests.StandIn;
using PromptGrid.Search.Wire.Tests.Support;
using static PromptGrid.Search.Contract.Tests.Support.Prompts;

namespace PromptGrid.Search.Wire.Tests;

public sealed class FailureTests
{
    [WireFact]
    public async Task A_busy_cluster_is_asked_again()
    {
        await using var host = await StandInHost.StartAsync();
        await host.Index.ApplyAsync(Upserts(Prompt("p0", "Castle")));
        var busy = 2;
        host.Server.Instead = (request, _) => Task.FromResult(request.Path.EndsWith("/_search", StringComparison.Ordinal) && busy-- > 0
            ? StandInReply.Error(429 + 74 * (busy % 2), "es_rejected_execution_exception", "busy")
            : null);
        Assert.Single((await host.Index.SearchAsync(new SearchQuery { Text = "castle" })).Hits);
    }

    [WireFact]
    public async Task Half_an_answer_is_none()
    {
        await using var host = await StandInHost.StartAsync();
        foreach (var (timedOut, failed) in ((bool, int)[])[(true, 0), (false, 1)])
        {
            host.Server.Instead = (request, _) => Task.FromResult(request.Path.EndsWith("/_search", StringComparison.Ordinal)
                ? StandInReply.Json(new JsonObject
                {
                    ["took"] = 5,
                    ["timed_out"] = timedOut,
                    ["_shards"] = new JsonObject { ["total"] = 2, ["successful"] = 2 - failed, ["skipped"] = 0, ["failed"] = failed },
                    ["hits"] = new JsonObject { ["total"] = new JsonObject { ["value"] = 0, ["relation"] = "eq" }, ["max_score"] = null, ["hits"] = new JsonArray() },
                    ["aggregations"] = new JsonObject(),
                })
                : null);
            await Assert.ThrowsAsync<SearchUnavailableException>(async () => await host.Index.SearchAsync(new SearchQuery { Text = "castle" }));
            await Assert.ThrowsAsync<SearchUnavailableException>(async () => await host.Index.SuggestAsync("castle", 5));
            await Assert.ThrowsAsync<SearchUnavailableException>(async () => await host.Index.ListValuesAsync(SearchField.Tag, 5, null));
        }
    }

    [WireTheory]
    [InlineData(200, "")]
    [InlineData(200, "{")]
    [InlineData(200, "[]")]
    [InlineData(200, "{}")]
    [InlineData(200, "<html>a proxy speaks</html>")]
    [InlineData(200, """{"timed_out":false,"_shards":{"failed":0},"hits":{"total":{"value":"many"}}}""")]
    [InlineData(401, """{"error":{"type":"security_exception","reason":"no"},"status":401}""")]
    [InlineData(500, "oops")]
    public async Task An_answer_that_cannot_be_read_counts_as_unavailable(int status, string body)
    {
        await using var host = await StandInHost.StartAsync();
        host.Server.Instead = (_, _) => Task.FromResult<StandInReply?>(StandInReply.Fault(status, body));
        await Assert.ThrowsAsync<SearchUnavailableException>(async () => await host.Index.SearchAsync(new SearchQuery { Text = "castle" }));
        await Assert.ThrowsAsync<SearchUnavailableException>(async () => await host.Index.CountAsync());
        await Assert.ThrowsAsync<SearchUnavailableException>(async () => await host.Index.ReadCheckpointAsync(0));
    }

    [WireFact]
    public async Task A_silent_node_is_given_up_within_the_timeout()
    {
        await using var host = await StandInHost.StartAsync(o => o.QueryTimeout = TimeSpan.FromMilliseconds(300));
        host.Server.Instead = async (_, aborted) =>
        {
            await Task.Delay(Timeout.Infinite, aborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return StandInReply.Fault(200, "{}");
        };
        var watch = Stopwatch.StartNew();
        await Assert.ThrowsAsync<SearchUnavailableException>(async () => await host.Index.SearchAsync(new SearchQuery { Text = "castle" }));
        Assert.InRange(watch.Elapsed, TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(10));
    }

    [WireFact]
    public async Task Another_node_is_asked_when_one_is_down()
    {
        await using var gone = await StandInServer.StartAsync();
        var address = gone.Address;
        await gone.GoAwayAsync();
        await using var host = await StandInHost.StartAsync(o => o.Nodes = [address, .. o.Nodes]);
        for (var i = 0; i < 6; i++)
            Assert.Equal(0, await host.Index.CountAsync());
    }

    [WireFact]
    public async Task A_program_may_start_before_Elasticsearch_does()
    {
        await using var server = await StandInServer.StartAsync();
        await server.GoAwayAsync();
        await using var host = await StandInHost.StartAsync(o => o.Nodes = [server.Address]);
        await Assert.ThrowsAsync<SearchUnavailableException>(async () => await host.Index.CountAsync());
        await Assert.ThrowsAsync<SearchUnavailableException>(async () => await host.Index.ApplyAsync(Upserts(Prompt("p0"))));
        await server.ComeBackAsync();
        await host.Index.ApplyAsync(Upserts(Prompt("p0")));
        Assert.Equal(1, await host.Index.CountAsync());
        server.AssertNoViolations();
    }

    [WireFact]
    public async Task Wrong_credentials_stop_the_start()
    {
        await using var server = await StandInServer.StartAsync();
        server.Instead = (_, _) => Task.FromResult<StandInReply?>(StandInReply.Error(401, "security_exception", "missing authentication credentials"));
        var refusal = await Assert.ThrowsAsync<Elasticsearch.ElasticsearchRefusal>(() => StandInHost.StartAsync(o => o.Nodes = [server.Address]));
        Assert.Equal(401, refusal.Status);
    }

    [WireTheory]
    [InlineData("key==", null, null, "ApiKey key==")]
    [InlineData(null, "ada", "p:ä", "Basic YWRhOnA6w6Q=")]
    [InlineData(null, null, null, null)]
    public async Task Credentials_go_with_every_request(string? key, string? user, string? password, string? expected)
    {
        await using var host = await StandInHost.StartAsync(o => (o.ApiKey, o.User, o.Password) = (key, user, password));
        await host.Index.CountAsync();
        Assert.All(host.Server.Requests, r => Assert.Equal(expected, r.Authorization is "" ? null : r.Authorization));
    }
}
