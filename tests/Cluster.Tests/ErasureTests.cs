using PromptGrid.Cluster.Tests.Processes;
using PromptGrid.Search.Wire.Tests.StandIn;
using PromptGrid.Testing;
using Xunit.Abstractions;

namespace PromptGrid.Cluster.Tests;

/// <summary>The end of an account in a grid of many processes, each of which remembers names.</summary>
public sealed class ErasureTests(ITestOutputHelper output)
{
    [PostgresTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_account_that_is_deleted_at_one_node_is_gone_from_all_nodes_and_stores(bool searched)
    {
        const string Mark = "zanzibarqx";
        await using var search = await StandInServer.StartAsync();
        await using var grid = await Grid.StartAsync(silos: 3, apis: 2, searched ? Grid.SearchedBy(search) : []);
        var (first, second) = (grid.Clients[0], grid.Clients[1]);
        var user = await GridUser.RegisterAsync(first, Mark);
        var other = await GridUser.RegisterAsync(second);
        var theirs = await other.PublishAsync("Stays");
        var prompts = new List<string>();
        for (var i = 0; i < 8; i++) prompts.Add(await user.At(grid.Clients[i % 2]).PublishAsync($"Goes {i}"));
        var fork = await other.ForkAsync(prompts[0]);
        await user.LikeAsync(theirs);
        Assert.Equal(2, await other.LikeAsync(theirs));
        await user.SendAsync(HttpMethod.Post, $"v1/prompts/{theirs}/comments", new { body = Mark + " was here" }, 201);
        await user.SendAsync(HttpMethod.Put, $"v1/users/{other.Handle}/follow", null, 200);
        await other.SendAsync(HttpMethod.Put, $"v1/users/{user.Handle}/follow", null, 200);
        // Every silo and every node has the name in memory.
        foreach (var http in grid.Clients)
        {
            if (searched) await Eventually.HoldsAsync("search knows the author", async () => Answers.Ids(await other.At(http).GetAsync("v1/prompts?limit=50&author=" + Mark)).Length == prompts.Count);
            await Eventually.HoldsAsync("the inbox tells who follows", async () => (await other.At(http).GetAsync("v1/me/notifications")).GetRawText().Contains(Mark, StringComparison.Ordinal));
        }

        await user.SendAsync(HttpMethod.Delete, "v1/me", new { password = GridUser.Password }, 204);
        // Whichever silo began to erase: the others go on with it.
        if (!searched) await grid.Silos[0].KillAsync();
        await Eventually.HoldsAsync("the token is refused", async () => await user.StatusAsync(HttpMethod.Get, "v1/me") == 401);
        await Eventually.HoldsAsync("the profile is gone", async () => await other.StatusAsync(HttpMethod.Get, "v1/users/" + Mark) == 404);
        await Eventually.HoldsAsync("the other node refuses the token", async () => await user.At(second).StatusAsync(HttpMethod.Get, "v1/me") == 401);
        var took = await Eventually.HoldsAsync("nothing in the ledger has the name", async () => await HoldingAsync(grid, Mark) == 0, TimeSpan.FromSeconds(60));
        output.WriteLine($"Erased after {took.TotalSeconds:0.0} s.");
        foreach (var http in grid.Clients)
        {
            Assert.Equal(404, await other.At(http).StatusAsync(HttpMethod.Get, $"v1/prompts/{prompts[1]}"));
            Assert.Equal("", (await other.At(http).GetAsync($"v1/prompts/{fork}")).GetProperty("forkedFrom").GetProperty("ownerHandle").GetString());
            if (searched) Assert.Empty(Answers.Ids(await other.At(http).GetAsync("v1/prompts?limit=50&author=" + Mark)));
            Assert.DoesNotContain(Mark, (await other.At(http).GetAsync("v1/me/notifications")).GetRawText() + (await other.At(http).GetAsync($"v1/prompts/{theirs}/comments")).GetRawText(), StringComparison.Ordinal);
            Assert.Equal(1, (await other.At(http).GetAsync($"v1/prompts/{theirs}")).GetProperty("counts").GetProperty("likes").GetInt64());
        }

        var next = await GridUser.RegisterAsync(second, Mark);
        Assert.NotEqual(user.Id, next.Id);
        await Eventually.HoldsAsync("the second round is over", async () => await grid.CountAsync("SELECT count(*) FROM documents WHERE id LIKE '%/erasure'") == 0, TimeSpan.FromSeconds(60));
        Assert.Equal(Mark, (await next.At(first).GetAsync("v1/me")).GetProperty("handle").GetString());
        search.AssertNoViolations();
    }

    /// <summary>Rows of the ledger and of what follows it that hold a word.</summary>
    private static async Task<long> HoldingAsync(Grid grid, string word)
    {
        long rows = 0;
        foreach (var table in (string[])["documents", "unique_keys", "operations", "events", "notifications", "feed_entries", "grain_state", "silo_grain_state"])
        {
            rows += await grid.CountAsync($"SELECT count(*) FROM {table} t WHERE t::text LIKE '%{word}%'");
        }

        return rows;
    }
}
