using PromptGrid.Search.Wire.Tests.Description;
using PromptGrid.Search.Wire.Tests.StandIn;
using PromptGrid.Search.Wire.Tests.Support;
using static PromptGrid.Search.Contract.Tests.Support.Prompts;

namespace PromptGrid.Search.Wire.Tests;

public sealed class BulkTests
{
    [WireFact]
    public async Task A_batch_goes_in_requests_of_bounded_count_and_bytes_and_its_checkpoint_goes_last()
    {
        await using var host = await StandInHost.StartAsync(o => (o.BulkItems, o.BulkBytes) = (10, 20_000));
        var prompts = Enumerable.Range(0, 95).Select(i => Prompt($"p{i}", content: new string('x', i % 10 == 0 ? 30_000 : 3_000)));
        await host.Index.ApplyAsync(Upserts(prompts) with { Checkpoint = new SearchCheckpoint(0, 95) });
        var bulks = host.Server.Requests.Where(r => r.Path.EndsWith("/_bulk", StringComparison.Ordinal)).ToList();
        Assert.All(bulks, b => Assert.True(b.Lines.Count <= 20 && (b.Body.Length <= 20_000 || b.Lines.Count == 2), $"{b.Lines.Count} lines, {b.Body.Length} bytes"));
        Assert.Equal(95, bulks.SkipLast(1).Sum(b => b.Lines.Count / 2));
        Assert.All(bulks.SkipLast(1), b => Assert.Contains("require_alias=true", b.Query, StringComparison.Ordinal));
        var checkpoint = bulks[^1].Lines[0].GetProperty("index");
        Assert.Equal("external_gte", checkpoint.GetProperty("version_type").GetString());
        Assert.Equal(95, checkpoint.GetProperty("version").GetInt64());
        Assert.Equal(95, await host.Index.CountAsync());
    }

    [WireFact]
    public async Task Only_the_changes_that_the_cluster_was_too_busy_for_are_sent_again()
    {
        await using var host = await StandInHost.StartAsync();
        var isFirst = true;
        host.Server.Instead = (request, _) =>
        {
            if (!request.Path.EndsWith("/_bulk", StringComparison.Ordinal) || !isFirst)
                return Task.FromResult<StandInReply?>(null);
            isFirst = false;
            var items = new JsonArray([.. request.Lines.Where((_, i) => i % 2 == 0).Select((l, i) => Item(l.GetProperty("update").GetProperty("_id").GetString()!, i switch { 1 => 429, 2 => 409, _ => 200 }))]);
            return Task.FromResult<StandInReply?>(StandInReply.Json(new JsonObject { ["took"] = 1, ["errors"] = true, ["items"] = items }));
        };
        await host.Index.ApplyAsync(Upserts(Prompt("p0"), Prompt("p1"), Prompt("p2"), Prompt("p3")));
        var again = host.Server.Requests.Last(r => r.Path.EndsWith("/_bulk", StringComparison.Ordinal));
        Assert.Equal(["p1", "p2"], again.Lines.Where((_, i) => i % 2 == 0).Select(l => l.GetProperty("update").GetProperty("_id").GetString()));

        static JsonObject Item(string id, int status)
        {
            var item = new JsonObject { ["_index"] = "promptgrid-prompts-v1-first", ["_id"] = id, ["status"] = status };
            if (status != 200)
                item["error"] = new JsonObject { ["type"] = status == 429 ? "es_rejected_execution_exception" : "version_conflict_engine_exception", ["reason"] = "busy" };
            return new JsonObject { ["update"] = item };
        }
    }

    [WireFact]
    public async Task A_cluster_that_stays_too_busy_is_unavailable_and_the_checkpoint_stays()
    {
        await using var host = await StandInHost.StartAsync(o => o.MaxAttempts = 3);
        var answers = 0;
        host.Server.Instead = (request, _) =>
        {
            if (!request.Path.EndsWith("/_bulk", StringComparison.Ordinal))
                return Task.FromResult<StandInReply?>(null);
            answers++;
            return Task.FromResult<StandInReply?>(StandInReply.Error(429, "es_rejected_execution_exception", "busy"));
        };
        await Assert.ThrowsAsync<SearchUnavailableException>(async () => await host.Index.ApplyAsync(Upserts(Prompt("p0")) with { Checkpoint = new SearchCheckpoint(0, 9) }));
        Assert.Equal(3, answers);
        host.Server.Instead = (_, _) => Task.FromResult<StandInReply?>(null);
        Assert.Equal(0, await host.Index.ReadCheckpointAsync(0));
        await host.Index.ApplyAsync(Upserts(Prompt("p0")) with { Checkpoint = new SearchCheckpoint(0, 9) });
        Assert.Equal(9, await host.Index.ReadCheckpointAsync(0));
    }

    [WireFact]
    public async Task A_change_that_is_refused_for_what_it_says_fails_as_no_outage()
    {
        await using var host = await StandInHost.StartAsync();
        host.Server.Instead = (request, _) => Task.FromResult(request.Path.EndsWith("/_bulk", StringComparison.Ordinal)
            ? StandInReply.Json(new JsonObject
            {
                ["took"] = 1,
                ["errors"] = true,
                ["items"] = new JsonArray(new JsonObject
                {
                    ["update"] = new JsonObject { ["_index"] = "i", ["_id"] = "p0", ["status"] = 400, ["error"] = new JsonObject { ["type"] = "document_parsing_exception", ["reason"] = "secret text" } },
                }),
            })
            : null);
        var refusal = await Assert.ThrowsAsync<Elasticsearch.ElasticsearchRefusal>(async () => await host.Index.ApplyAsync(Upserts(Prompt("p0"))));
        Assert.Equal("document_parsing_exception", refusal.Type);
        Assert.DoesNotContain("secret", refusal.ToString(), StringComparison.Ordinal);
    }

    [WireTheory]
    [InlineData(401, "security_exception")]
    [InlineData(403, "security_exception")]
    [InlineData(500, "illegal_state_exception")]
    public async Task A_write_that_is_refused_for_no_fault_of_the_change_is_an_outage(int status, string type)
    {
        await using var host = await StandInHost.StartAsync();
        foreach (var isItem in (bool[])[false, true])
        {
            host.Server.Instead = (request, _) => Task.FromResult(!request.Path.EndsWith("/_bulk", StringComparison.Ordinal) ? null
                : isItem ? StandInReply.Json(new JsonObject
                {
                    ["took"] = 1,
                    ["errors"] = true,
                    ["items"] = new JsonArray(new JsonObject
                    {
                        ["update"] = new JsonObject { ["_index"] = "i", ["_id"] = "p0", ["status"] = status, ["error"] = new JsonObject { ["type"] = type, ["reason"] = "no" } },
                    }),
                })
                : StandInReply.Error(status, type, "no"));
            var outage = await Assert.ThrowsAsync<SearchUnavailableException>(async () => await host.Index.ApplyAsync(Upserts(Prompt("p0")) with { Checkpoint = new SearchCheckpoint(0, 9) }));
            Assert.Equal(status, Assert.IsType<Elasticsearch.ElasticsearchRefusal>(outage.InnerException).Status);
        }

        host.Server.Instead = (_, _) => Task.FromResult<StandInReply?>(null);
        await host.Index.ApplyAsync(Upserts(Prompt("p0")) with { Checkpoint = new SearchCheckpoint(0, 9), After = 0 });
        Assert.Equal(9, await host.Index.ReadCheckpointAsync(0));
    }

    [WireTheory]
    [InlineData("""{"type":"illegal_argument_exception","reason":"cannot execute [inline] scripts"}""")]
    [InlineData("""{"type":"illegal_argument_exception","reason":"failed to execute script","caused_by":{"type":"illegal_argument_exception","reason":"cannot execute scripts using [update] context"}}""")]
    [InlineData("""{"type":"script_exception","reason":"compile error"}""")]
    public async Task A_server_that_runs_no_scripts_is_an_outage_and_no_fault_of_the_prompt(string error)
    {
        await using var host = await StandInHost.StartAsync();
        host.Server.Instead = (request, _) => Task.FromResult(request.Path.EndsWith("/_bulk", StringComparison.Ordinal)
            ? StandInReply.Json(new JsonObject
            {
                ["took"] = 1,
                ["errors"] = true,
                ["items"] = new JsonArray(new JsonObject
                {
                    ["update"] = new JsonObject { ["_index"] = "i", ["_id"] = "p0", ["status"] = 400, ["error"] = JsonNode.Parse(error) },
                }),
            })
            : null);
        await Assert.ThrowsAsync<SearchUnavailableException>(async () => await host.Index.ApplyAsync(Upserts(Prompt("p0"))));
    }

    [WireFact]
    public async Task An_index_replaced_between_the_look_at_its_checkpoint_and_the_write_gets_neither_rows_nor_a_checkpoint()
    {
        await using var host = await StandInHost.StartAsync();
        await host.Index.ApplyAsync(Upserts(Prompt("p0")) with { Checkpoint = new SearchCheckpoint(0, 10) });
        await using var rebuild = await host.Index.BeginRebuildAsync();
        await rebuild.ApplyAsync(Upserts(Prompt("p0")) with { Checkpoint = new SearchCheckpoint(0, 8) });
        host.Server.Instead = async (request, _) =>
        {
            if (request.Path.EndsWith("/_bulk", StringComparison.Ordinal))
            {
                host.Server.Instead = (_, _) => Task.FromResult<StandInReply?>(null);
                await rebuild.CommitAsync();
            }

            return null;
        };
        await Assert.ThrowsAsync<SearchUnavailableException>(async () => await host.Index.ApplyAsync(Upserts(Prompt("p1")) with { Checkpoint = new SearchCheckpoint(0, 11), After = 10 }));
        Assert.Equal(8, await host.Index.ReadCheckpointAsync(0));
        Assert.Equal(1, await host.Index.CountAsync());
        Assert.Single(host.Server.Indices.Names);
    }

    [WireFact]
    public async Task A_writer_whose_index_was_replaced_is_told_to_read_its_checkpoint_again()
    {
        await using var host = await StandInHost.StartAsync();
        await host.Index.ApplyAsync(Upserts(Prompt("p0")) with { Checkpoint = new SearchCheckpoint(0, 10) });
        Assert.Equal(10, await host.Index.ReadCheckpointAsync(0));
        await using (var rebuild = await host.Index.BeginRebuildAsync())
        {
            await rebuild.ApplyAsync(Upserts(Prompt("p0")) with { Checkpoint = new SearchCheckpoint(0, 8) });
            await rebuild.CommitAsync();
        }

        await Assert.ThrowsAsync<SearchUnavailableException>(async () => await host.Index.ApplyAsync(Upserts(Prompt("p1")) with { Checkpoint = new SearchCheckpoint(0, 11), After = 10 }));
        Assert.Equal(8, await host.Index.ReadCheckpointAsync(0));
        await host.Index.ApplyAsync(Upserts(Prompt("p1")) with { Checkpoint = new SearchCheckpoint(0, 11), After = 8 });
        Assert.Equal(11, await host.Index.ReadCheckpointAsync(0));
        Assert.Single(host.Server.Indices.Names);
    }

    [WireFact]
    public async Task An_index_that_somebody_deleted_begins_anew()
    {
        await using var host = await StandInHost.StartAsync();
        await host.Index.ApplyAsync(Upserts(Prompt("p0")) with { Checkpoint = new SearchCheckpoint(0, 10) });
        host.Server.Indices.Clear();
        await Assert.ThrowsAsync<SearchUnavailableException>(async () => await host.Index.ApplyAsync(Upserts(Prompt("p1")) with { Checkpoint = new SearchCheckpoint(0, 11), After = 10 }));
        Assert.Equal(0, await host.Index.ReadCheckpointAsync(0));
        await host.Index.ApplyAsync(Upserts(Prompt("p0")) with { Checkpoint = new SearchCheckpoint(0, 10) });
        Assert.Equal(1, await host.Index.CountAsync());
    }
}
