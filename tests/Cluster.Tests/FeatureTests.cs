using PromptGrid.Api.Auth;
using PromptGrid.Cluster.Tests.Processes;
using PromptGrid.Search.Wire.Tests.StandIn;
using PromptGrid.Testing;
using Xunit.Abstractions;

namespace PromptGrid.Cluster.Tests;

/// <summary>What one server does, done by two silos and two API nodes: whatever one node was told, the other one knows.</summary>
public sealed class FeatureTests(ITestOutputHelper output)
{
    [PostgresFact]
    public async Task What_is_done_at_one_node_is_seen_at_the_other()
    {
        await using var search = await StandInServer.StartAsync();
        await using var grid = await Grid.StartAsync(silos: 2, apis: 2, Grid.SearchedBy(search));
        var (first, second) = (grid.Clients[0], grid.Clients[1]);
        var author = await GridUser.RegisterAsync(first);
        var fan = await GridUser.RegisterAsync(second);
        using var stream = await author.At(second).WatchAsync("v1/me/stream");
        Assert.Contains("\"unread\":0", await stream.NextAsync("snapshot"), StringComparison.Ordinal);

        // Followed at one node, published at the other.
        await fan.SendAsync(HttpMethod.Put, $"v1/users/{author.Handle}/follow", null, 200);
        Assert.Contains("\"followed\"", await stream.NextAsync("notification"), StringComparison.Ordinal);
        var prompt = await author.PublishAsync("A common prompt");
        await Eventually.HoldsAsync("the feed shows what was published", async () => Answers.Ids(await fan.GetAsync("v1/feed")).Contains(prompt));

        await fan.SendAsync(HttpMethod.Post, $"v1/prompts/{prompt}/comments", new { body = "Well said" }, 201);
        Assert.Contains("\"Well said\"", await stream.NextAsync("notification"), StringComparison.Ordinal);
        Assert.Equal("Well said", (await author.GetAsync($"v1/prompts/{prompt}/comments")).GetProperty("items")[0].GetProperty("body").GetString());
        var inbox = await author.GetAsync("v1/me/notifications");
        Assert.Equal(2, inbox.GetProperty("unread").GetInt64());
        await author.SendAsync(HttpMethod.Post, "v1/me/notifications/read", new { upTo = inbox.GetProperty("items")[0].GetProperty("id").GetString() }, 200);
        Assert.Contains("\"unread\":0", await stream.NextAsync("snapshot"), StringComparison.Ordinal);

        var collection = (await fan.SendAsync(HttpMethod.Post, "v1/collections", new { name = "Kept", visibility = "public" }, 201)).GetProperty("id").GetString();
        await fan.At(first).SendAsync(HttpMethod.Put, $"v1/collections/{collection}/prompts/{prompt}", new { }, 200);
        Assert.Equal([prompt], Answers.Ids(await author.At(second).GetAsync($"v1/collections/{collection}/prompts")));
        await author.SendAsync(HttpMethod.Put, $"v1/collections/{collection}/follow", null, 200);

        foreach (var http in grid.Clients) await Eventually.HoldsAsync("search finds it", async () => Answers.Ids(await fan.At(http).GetAsync("v1/prompts?author=" + author.Handle)).Contains(prompt));
        var exported = await fan.At(first).TextAsync("v1/me/export");
        foreach (var section in (string[])["account", "sessions", "collections", "comments", "follows"]) Assert.Contains($"{{\"section\":\"{section}\"", exported, StringComparison.Ordinal);
        await VisitPagesAsync(grid, author, fan, prompt);
        await EndSessionAsync(grid, author, stream);
        search.AssertNoViolations();
    }

    private static async Task VisitPagesAsync(Grid grid, GridUser author, GridUser fan, string prompt)
    {
        var slug = (await fan.GetAsync($"v1/prompts/{prompt}")).GetProperty("slug").GetString();
        var visitor = await SiteVisitor.SignInAsync(grid.Clients[0], fan);
        foreach (var http in grid.Clients)
        {
            Assert.Contains($"href=\"/@{fan.Handle}\"", await visitor.ReadAsync(http, ""), StringComparison.Ordinal);
            var page = await visitor.ReadAsync(http, $"@{author.Handle}/{slug}");
            Assert.Contains("A common prompt", page, StringComparison.Ordinal);
            Assert.Contains("Well said", page, StringComparison.Ordinal);
            foreach (var path in (string[])["explore", "search?q=common", "following", "notifications", "dashboard", "docs", $"@{author.Handle}", "settings"]) await visitor.ReadAsync(http, path);
        }
    }

    /// <summary>A session that is ended at one node is worth nothing at the other after a while, and its streams end.</summary>
    private async Task EndSessionAsync(Grid grid, GridUser author, StreamReader stream)
    {
        var (here, there) = (author, author.At(grid.Clients[1]));
        await there.GetAsync("v1/me");
        await here.SendAsync(HttpMethod.Post, "v1/auth/logout", null, 204);
        Assert.Equal(401, await here.StatusAsync(HttpMethod.Get, "v1/me"));
        var took = await Eventually.HoldsAsync("the other node hears of it", async () => await there.StatusAsync(HttpMethod.Get, "v1/me") == 401, Tokens.TrustedFor + TimeSpan.FromSeconds(5));
        output.WriteLine($"The other node refused the session {took.TotalSeconds:0.0} s later.");
        await stream.EndAsync(TimeSpan.FromSeconds(45));
    }
}
