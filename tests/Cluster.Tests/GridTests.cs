using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using PromptGrid.Cluster.Tests.Processes;
using PromptGrid.Testing;
using Xunit.Abstractions;

namespace PromptGrid.Cluster.Tests;

/// <summary>Three silos and an API node, each a process of its own.</summary>
public sealed class GridTests(ITestOutputHelper output)
{
    private const int Writers = 32;
    private const int Prompts = 64;

    private static readonly TimeSpan RecoveryMax = TimeSpan.FromSeconds(10);

    [PostgresFact]
    public async Task Three_silos_serve_what_one_process_serves()
    {
        await using var grid = await Grid.StartAsync(silos: 3);
        Assert.Equal(3, await grid.CountAsync("SELECT count(*) FROM silos WHERE status = 3"));
        var author = await GridUser.RegisterAsync(grid.Http);
        var fan = await GridUser.RegisterAsync(grid.Http);

        var prompts = new List<string>();
        for (var i = 0; i < 12; i++) prompts.Add(await author.PublishAsync($"Prompt {i}"));
        foreach (var prompt in prompts)
        {
            Assert.Equal(1, await fan.LikeAsync(prompt));
            Assert.Equal(1, await fan.LikeAsync(prompt));
        }

        var fork = await fan.ForkAsync(prompts[0]);
        Assert.Equal(prompts[0], (await fan.GetAsync($"v1/prompts/{fork}")).GetProperty("forkedFrom").GetProperty("id").GetString());
        await Eventually.HoldsAsync("the source counts its fork", async () =>
            (await fan.GetAsync($"v1/prompts/{prompts[0]}")).GetProperty("counts").GetProperty("forks").GetInt64() == 1);
        await Eventually.HoldsAsync("the board shows every liked prompt, the forked one first", async () =>
        {
            var items = (await fan.GetAsync("v1/trending?window=day")).GetProperty("items").EnumerateArray().Select(i => i.GetProperty("prompt").GetProperty("id").GetString()!).ToList();
            return items.Count == prompts.Count && items[0] == prompts[0];
        });
    }

    [PostgresFact]
    public async Task A_silo_that_is_killed_under_writers_loses_nothing_that_was_answered()
    {
        await using var grid = await Grid.StartAsync(silos: 3);
        var (users, prompts) = await FillAsync(grid);
        var run = new LikeRun(users, prompts);
        var writing = run.StartAsync();
        await run.AnsweredAsync(Writers * 4);

        var held = await grid.PromptsBySiloAsync();
        var victim = Array.IndexOf(held, held.Max());
        Assert.True(held[victim] > 0, "No silo holds a prompt.");
        var killed = Stopwatch.StartNew();
        await grid.Silos[victim].KillAsync();
        // Recovered: every prompt, wherever its grain was, takes a like again.
        await Task.WhenAll(prompts.Select(async (prompt, i) =>
        {
            while ((await users[i % users.Length].TryLikeAsync(prompt)).Status != 200)
            {
                if (killed.Elapsed > RecoveryMax * 3) Assert.Fail($"{prompt} takes no like {killed.Elapsed.TotalSeconds:0.0} s after the kill.\n{grid.Api.Output}");
            }
        }));
        var recovered = killed.Elapsed;
        await run.AnsweredAsync(run.Answered.Count + 1);
        await run.StopAsync();
        await writing;

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"prompts per silo {string.Join('/', held)}, the fullest killed; recovered after {recovered.TotalSeconds:0.0} s; {run.Answered.Count} likes and {run.Comments.Count} comments answered, slowest like {run.SlowestMs} ms, refused: {run.Describe()}"));
        Assert.True(recovered < RecoveryMax, $"It took {recovered.TotalSeconds:0.0} s.\n{string.Join('\n', grid.Silos.Select(s => s.Output))}");
        Assert.All(run.Refused.Keys, refusal => Assert.Equal((503, "application/problem+json"), refusal));
        await CheckAsync(grid, users, prompts, run);
    }

    [PostgresFact]
    public async Task Silos_are_replaced_one_by_one_without_a_failed_request()
    {
        await using var grid = await Grid.StartAsync(silos: 3);
        var (users, prompts) = await FillAsync(grid);
        var run = new LikeRun(users, prompts);
        var writing = run.StartAsync();
        await run.AnsweredAsync(Writers);
        for (var i = 0; i < grid.Silos.Count; i++)
        {
            Assert.Equal(0, await grid.Silos[i].StopAsync());
            await grid.ReplaceAsync(i);
        }

        await run.StopAsync();
        await writing;
        output.WriteLine($"{run.Answered.Count} likes and {run.Comments.Count} comments answered, slowest like {run.SlowestMs} ms, refused: {run.Describe()}");
        Assert.Empty(run.Refused);
        await CheckAsync(grid, users, prompts, run);
    }

    private static async Task<(GridUser[] Users, string[] Prompts)> FillAsync(Grid grid)
    {
        var users = await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => GridUser.RegisterAsync(grid.Http)));
        var prompts = new ConcurrentBag<string>();
        await Parallel.ForAsync(0, Prompts, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, _) => prompts.Add(await users[i % users.Length].PublishAsync($"Prompt {i}")));
        return (users, [.. prompts]);
    }

    /// <summary>The database holds each like that was answered, and the counters say how many there are.</summary>
    private static async Task CheckAsync(Grid grid, GridUser[] users, string[] prompts, LikeRun run)
    {
        var edges = await grid.CountAsync("SELECT count(*) FROM edges WHERE kind = 'like'");
        Assert.InRange(edges, run.Answered.Values.Distinct().Count(), users.Length * prompts.Length);
        foreach (var pairs in run.Answered.Values.Distinct().Chunk(500))
        {
            var list = string.Join(',', pairs.Select(p => $"('{p.User}','{p.Prompt}')"));
            Assert.Equal(pairs.Length, await grid.CountAsync($"SELECT count(*) FROM edges WHERE kind = 'like' AND (source, target) IN ({list})"));
        }

        Assert.Equal(0, await grid.CountAsync("""
            SELECT count(*) FROM counters c
            WHERE c.name = 'likes' AND c.value <> (SELECT count(*) FROM edges e WHERE e.kind = 'like' AND e.target = c.entity)
            """));
        // Each comment that was answered is there once, under the id of its answer, and prompts count what there is.
        Assert.NotEmpty(run.Comments);
        foreach (var comments in run.Comments.Chunk(500))
        {
            var list = string.Join(',', comments.Select(c => $"('{c.Value}','{c.Key}')"));
            Assert.Equal(comments.Length, await grid.CountAsync($"SELECT count(*) FROM documents WHERE id LIKE 'cmt\\_%' AND (id, body::jsonb ->> 'body') IN ({list})"));
        }

        Assert.Equal(run.Comments.Count, await grid.CountAsync("SELECT count(*) FROM documents WHERE id LIKE 'cmt\\_%' AND length(id) = 30"));
        Assert.Equal(run.Comments.Count, await grid.CountAsync("SELECT sum(value) FROM counters WHERE name = 'comments'"));
        foreach (var prompt in prompts.Take(8))
        {
            Assert.Equal(
                await grid.CountAsync($"SELECT count(*) FROM edges WHERE kind = 'like' AND target = '{prompt}'"),
                (await users[0].GetAsync($"v1/prompts/{prompt}")).GetProperty("counts").GetProperty("likes").GetInt64());
        }
    }
}
