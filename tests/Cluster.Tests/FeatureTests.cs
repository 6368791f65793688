using System.Net.Http.Headers;
using PromptGrid.Api.Auth;
using PromptGrid.Api.Tests.Media;
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
        await using var grid = await Grid.StartAsync(silos: 2, apis: 2, Searched(search));
        var (first, second) = (grid.Clients[0], grid.Clients[1]);
        var author = await GridUser.RegisterAsync(first);
        var fan = await GridUser.RegisterAsync(second);
        using var stream = await author.At(second).WatchAsync("v1/me/stream");
        Assert.Contains("\"unread\":0", await stream.NextAsync("snapshot"), StringComparison.Ordinal);

        // Followed at one node, published at the other.
        await fan.SendAsync(HttpMethod.Put, $"v1/users/{author.Handle}/follow", null, 200);
        Assert.Contains("\"followed\"", await stream.NextAsync("notification"), StringComparison.Ordinal);
        var prompt = await author.PublishAsync("A common prompt");
        await Eventually.HoldsAsync("the feed shows what was published", async () => Ids(await fan.GetAsync("v1/feed")).Contains(prompt));

        await fan.SendAsync(HttpMethod.Post, $"v1/prompts/{prompt}/comments", new { body = "Well said" }, 201);
        Assert.Contains("\"Well said\"", await stream.NextAsync("notification"), StringComparison.Ordinal);
        Assert.Equal("Well said", (await author.GetAsync($"v1/prompts/{prompt}/comments")).GetProperty("items")[0].GetProperty("body").GetString());
        var inbox = await author.GetAsync("v1/me/notifications");
        Assert.Equal(2, inbox.GetProperty("unread").GetInt64());
        await author.SendAsync(HttpMethod.Post, "v1/me/notifications/read", new { upTo = inbox.GetProperty("items")[0].GetProperty("id").GetString() }, 200);
        Assert.Contains("\"unread\":0", await stream.NextAsync("snapshot"), StringComparison.Ordinal);

        var collection = (await fan.SendAsync(HttpMethod.Post, "v1/collections", new { name = "Kept", visibility = "public" }, 201)).GetProperty("id").GetString();
        await fan.At(first).SendAsync(HttpMethod.Put, $"v1/collections/{collection}/prompts/{prompt}", new { }, 200);
        Assert.Equal([prompt], Ids(await author.At(second).GetAsync($"v1/collections/{collection}/prompts")));
        await author.SendAsync(HttpMethod.Put, $"v1/collections/{collection}/follow", null, 200);

        foreach (var http in grid.Clients) await Eventually.HoldsAsync("search finds it", async () => Ids(await fan.At(http).GetAsync("v1/prompts?author=" + author.Handle)).Contains(prompt));
        await VisitPagesAsync(grid, author, fan, prompt);
        await EndSessionAsync(grid, author, stream);
        search.AssertNoViolations();
    }

    [PostgresTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_account_that_is_deleted_at_one_node_is_gone_from_all_nodes_and_stores(bool searched)
    {
        const string Mark = "zanzibarqx";
        await using var search = await StandInServer.StartAsync();
        await using var grid = await Grid.StartAsync(silos: 3, apis: 2, searched ? Searched(search) : []);
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
            if (searched) await Eventually.HoldsAsync("search knows the author", async () => Ids(await other.At(http).GetAsync("v1/prompts?limit=50&author=" + Mark)).Length == prompts.Count);
            await Eventually.HoldsAsync("the inbox tells who follows", async () => (await other.At(http).GetAsync("v1/me/notifications")).GetRawText().Contains(Mark, StringComparison.Ordinal));
        }

        await user.SendAsync(HttpMethod.Delete, "v1/me", new { password = GridUser.Password }, 204);
        Assert.Equal(401, await user.StatusAsync(HttpMethod.Get, "v1/me"));
        Assert.Equal(404, await other.StatusAsync(HttpMethod.Get, "v1/users/" + Mark));
        await Eventually.HoldsAsync("the other node refuses the token", async () => await user.At(second).StatusAsync(HttpMethod.Get, "v1/me") == 401);
        var took = await Eventually.HoldsAsync("nothing in the ledger has the name", async () => await HoldingAsync(grid, Mark) == 0, TimeSpan.FromSeconds(60));
        output.WriteLine($"Erased after {took.TotalSeconds:0.0} s.");
        foreach (var http in grid.Clients)
        {
            Assert.Equal(404, await other.At(http).StatusAsync(HttpMethod.Get, $"v1/prompts/{prompts[1]}"));
            Assert.Equal("", (await other.At(http).GetAsync($"v1/prompts/{fork}")).GetProperty("forkedFrom").GetProperty("ownerHandle").GetString());
            if (searched) Assert.Empty(Ids(await other.At(http).GetAsync("v1/prompts?limit=50&author=" + Mark)));
            Assert.DoesNotContain(Mark, (await other.At(http).GetAsync("v1/me/notifications")).GetRawText() + (await other.At(http).GetAsync($"v1/prompts/{theirs}/comments")).GetRawText(), StringComparison.Ordinal);
            Assert.Equal(1, (await other.At(http).GetAsync($"v1/prompts/{theirs}")).GetProperty("counts").GetProperty("likes").GetInt64());
        }

        var next = await GridUser.RegisterAsync(second, Mark);
        Assert.NotEqual(user.Id, next.Id);
        await Eventually.HoldsAsync("the second round is over", async () => await grid.CountAsync("SELECT count(*) FROM documents WHERE id LIKE '%/erasure'") == 0, TimeSpan.FromSeconds(60));
        Assert.Equal(Mark, (await next.At(first).GetAsync("v1/me")).GetProperty("handle").GetString());
        search.AssertNoViolations();
    }

    [PostgresTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_import_whose_node_dies_goes_on_where_its_file_is_and_fails_where_it_is_not(bool keepsFolder)
    {
        const int Lines = 20_000;
        await using var grid = await Grid.StartAsync(silos: 2, apis: 2, ("Import:LostAfter", "00:00:05"));
        var user = await GridUser.RegisterAsync(grid.Clients[0]);
        var file = string.Join('\n', Enumerable.Range(0, Lines).Select(i => $$"""{"title":"Line {{i}}","content":"text {{i}}"}"""));
        var job = (await user.SendAsync(HttpMethod.Post, "v1/import?format=ndjson", new StringContent(file), 202)).GetProperty("job").GetProperty("id").GetString()!;
        var there = user.At(grid.Clients[1]);
        await Eventually.HoldsAsync("the import has begun", async () => (await there.GetAsync($"v1/jobs/{job}")).GetProperty("processed").GetInt64() > 0);
        await grid.ReplaceApiAsync(0, keepsFolder);

        var end = await EndOfAsync(there, job, TimeSpan.FromMinutes(2));
        Assert.Equal(keepsFolder ? "done" : "failed", end.GetProperty("state").GetString());
        Assert.Equal(keepsFolder, end.GetProperty("processed").GetInt64() == Lines);
        if (!keepsFolder) end = await ImportAsync(there, file, TimeSpan.FromMinutes(2));
        Assert.Equal(0, end.GetProperty("failed").GetInt64());
        Assert.Equal(Lines, end.GetProperty("created").GetInt64() + end.GetProperty("skipped").GetInt64());
        Assert.Equal(Lines, await grid.CountAsync($"SELECT count(*) FROM edges WHERE kind = 'owns' AND source = '{user.Id}'"));
    }

    [PostgresFact]
    public async Task An_import_waits_for_silos_that_went()
    {
        const int Lines = 10_000;
        await using var grid = await Grid.StartAsync(silos: 1, apis: 1);
        var user = await GridUser.RegisterAsync(grid.Http);
        var file = string.Join('\n', Enumerable.Range(0, Lines).Select(i => $$"""{"title":"Line {{i}}","content":"text {{i}}"}"""));
        var job = (await user.SendAsync(HttpMethod.Post, "v1/import?format=ndjson", new StringContent(file), 202)).GetProperty("job").GetProperty("id").GetString()!;
        await Eventually.HoldsAsync("the import has begun", async () => await grid.CountAsync($"SELECT count(*) FROM edges WHERE kind = 'owns' AND source = '{user.Id}'") > 0);
        await grid.Silos[0].KillAsync();
        await grid.ReplaceAsync(0);
        await Eventually.HoldsAsync("the user is there again", async () => await user.StatusAsync(HttpMethod.Get, "v1/me") == 200, TimeSpan.FromSeconds(60));
        var end = await EndOfAsync(user, job, TimeSpan.FromMinutes(2));
        Assert.Equal(("done", 0), (end.GetProperty("state").GetString(), end.GetProperty("failed").GetInt32()));
        Assert.Equal(Lines, await grid.CountAsync($"SELECT count(*) FROM edges WHERE kind = 'owns' AND source = '{user.Id}'"));
    }

    [PostgresFact]
    public async Task An_export_of_one_node_is_imported_by_the_other()
    {
        await using var grid = await Grid.StartAsync(silos: 2, apis: 2);
        var author = await GridUser.RegisterAsync(grid.Clients[0]);
        for (var i = 0; i < 20; i++) await author.PublishAsync($"Prompt {i}");
        var exported = await author.At(grid.Clients[1]).TextAsync("v1/export?format=ndjson&scope=mine");

        var reader = await GridUser.RegisterAsync(grid.Clients[1]);
        var end = await ImportAsync(reader, exported);
        Assert.Equal(("done", 20, 0), (end.GetProperty("state").GetString(), end.GetProperty("created").GetInt32(), end.GetProperty("failed").GetInt32()));
        Assert.Equal(Texts(exported), Texts(await reader.At(grid.Clients[0]).TextAsync("v1/export?format=ndjson&scope=mine")));
        Assert.Equal(exported, await author.TextAsync("v1/export?format=ndjson&scope=mine"));
    }

    [PostgresTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Uploads_are_served_and_swept_by_every_node(bool bucket)
    {
        await using var stand = await S3Stand.StartAsync();
        var folder = Directory.CreateTempSubdirectory("shared-");
        (string, string)[] grace = [("Media:UploadTimeMax", "00:00:02"), ("Media:GracePeriod", "00:00:04"), ("Media:SweepInterval", "00:00:00.01")];
        (string, string)[] place = bucket
            ? [("Media:Provider", "S3"), ("Media:S3:Bucket", "pictures"), ("Media:S3:ServiceUrl", stand.Url), ("Media:S3:AccessKey", "stand"), ("Media:S3:SecretKey", "in")]
            : [("PROMPTGRID_DATA", folder.FullName)];
        await using var grid = await Grid.StartAsync(silos: 1, apis: 2, [.. grace, .. place]);
        var user = await GridUser.RegisterAsync(grid.Clients[0]);
        int Kept() => bucket ? stand.Objects.Count : folder.GetFiles("*.*", SearchOption.AllDirectories).Length;

        // The same bytes at both nodes at once are one upload; the client of the bucket may need a moment for its first call.
        var image = Images.Png();
        foreach (var http in grid.Clients) await Eventually.HoldsAsync("a node takes an image", async () => await user.At(http).StatusAsync(HttpMethod.Post, "v1/media", Typed(image)) == 201);
        var uploads = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => user.At(grid.Clients[i % 2]).SendAsync(HttpMethod.Post, "v1/media", Typed(image), 201)));
        var url = Assert.Single(uploads.Select(u => u.GetProperty("url").GetString()).Distinct())!;
        await user.SendAsync(HttpMethod.Put, "v1/me/avatar", Typed(image), 200);
        var unused = (await user.At(grid.Clients[1]).SendAsync(HttpMethod.Post, "v1/media", Typed(Images.Png()), 201)).GetProperty("url").GetString()!;

        // Both nodes sweep all the time: what nothing shows goes, what is shown stays.
        await Eventually.HoldsAsync("the unused image is gone", async () => await IsGoneAsync(grid.Http, unused) && Kept() == 1, TimeSpan.FromSeconds(60));
        foreach (var http in grid.Clients) Assert.Equal(image, await http.GetByteArrayAsync(url[1..]));
        await user.SendAsync(HttpMethod.Delete, "v1/me", new { password = GridUser.Password }, 204);
        await Eventually.HoldsAsync("the picture of a deleted account is gone", async () => await IsGoneAsync(grid.Http, url) && Kept() == 0, TimeSpan.FromSeconds(60));
        Assert.DoesNotContain("fail:", string.Concat(grid.Apis.Select(a => a.Output)), StringComparison.Ordinal);
        folder.Delete(recursive: true);
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
            foreach (var path in (string[])["explore", "trending", "notifications", "dashboard", "docs", $"@{author.Handle}", "settings"]) await visitor.ReadAsync(http, path);
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

    private static async Task<bool> IsGoneAsync(HttpClient http, string url)
    {
        using var answer = await http.GetAsync(url[1..]);
        return (int)answer.StatusCode == 404;
    }

    private static (string, string)[] Searched(StandInServer search) => [("Search:Provider", "Elasticsearch"), ("Search:Elasticsearch:Nodes:0", search.Address)];

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

    private static async Task<JsonElement> ImportAsync(GridUser user, string file, TimeSpan? patience = null) =>
        await EndOfAsync(user, (await user.SendAsync(HttpMethod.Post, "v1/import?format=ndjson", new StringContent(file), 202)).GetProperty("job").GetProperty("id").GetString()!, patience);

    private static async Task<JsonElement> EndOfAsync(GridUser user, string job, TimeSpan? patience = null)
    {
        var last = default(JsonElement);
        await Eventually.HoldsAsync("the import ends", async () => (last = await user.GetAsync($"v1/jobs/{job}")).GetProperty("state").GetString() != "running", patience);
        return last;
    }

    private static string[] Ids(JsonElement list) => [.. list.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetString()!)];

    private static ByteArrayContent Typed(byte[] image) => new(image) { Headers = { ContentType = new MediaTypeHeaderValue("image/png") } };

    private static string[] Texts(string export) =>
        [.. export.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement).Select(l => $"{l.GetProperty("title")}: {l.GetProperty("content")}").Order(StringComparer.Ordinal)];
}
