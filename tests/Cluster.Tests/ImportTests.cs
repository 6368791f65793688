using PromptGrid.Cluster.Tests.Processes;
using PromptGrid.Testing;

namespace PromptGrid.Cluster.Tests;

/// <summary>Imports and exports where nodes come and go.</summary>
public sealed class ImportTests
{
    [PostgresTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_import_whose_node_dies_goes_on_where_its_file_is_and_fails_where_it_is_not(bool keepsFolder)
    {
        const int Lines = 20_000;
        await using var grid = await Grid.StartAsync(silos: 2, apis: 2, ("Import:LostAfter", keepsFolder ? "00:05:00" : "00:00:05"));
        var user = await GridUser.RegisterAsync(grid.Clients[0]);
        var file = string.Join('\n', Enumerable.Range(0, Lines).Select(i => $$"""{"title":"Line {{i}}","content":"text {{i}}"}"""));
        var job = (await user.SendAsync(HttpMethod.Post, "v1/import?format=ndjson", new StringContent(file), 202)).GetProperty("job").GetProperty("id").GetString()!;
        var there = user.At(grid.Clients[1]);
        await Eventually.HoldsAsync("the import has begun", async () => (await there.GetAsync($"v1/jobs/{job}")).GetProperty("processed").GetInt64() > 0);
        await grid.ReplaceApiAsync(0, keepsFolder);

        var end = await Answers.EndOfAsync(there, job, TimeSpan.FromMinutes(2));
        Assert.Equal(keepsFolder ? "done" : "failed", end.GetProperty("state").GetString());
        Assert.Equal(keepsFolder, end.GetProperty("processed").GetInt64() == Lines);
        if (!keepsFolder) end = await Answers.ImportAsync(there, file, TimeSpan.FromMinutes(2));
        Assert.Equal(0, end.GetProperty("failed").GetInt64());
        Assert.Equal(Lines, end.GetProperty("created").GetInt64() + end.GetProperty("skipped").GetInt64());
        Assert.Equal(Lines, await grid.CountAsync($"SELECT count(*) FROM edges WHERE kind = 'owns' AND source = '{user.Id}'"));
    }

    [PostgresFact]
    public async Task An_import_goes_on_when_all_silos_went_and_came_again()
    {
        const int Lines = 10_000;
        await using var grid = await Grid.StartAsync(silos: 2);
        var user = await GridUser.RegisterAsync(grid.Http);
        var file = string.Join('\n', Enumerable.Range(0, Lines).Select(i => $$"""{"title":"Line {{i}}","content":"text {{i}}"}"""));
        var job = (await user.SendAsync(HttpMethod.Post, "v1/import?format=ndjson", new StringContent(file), 202)).GetProperty("job").GetProperty("id").GetString()!;
        await Eventually.HoldsAsync("the import has begun", async () => await grid.CountAsync($"SELECT count(*) FROM edges WHERE kind = 'owns' AND source = '{user.Id}'") > 0);
        await grid.RestartSilosAsync();
        await Eventually.HoldsAsync("the user is there again", async () => await user.StatusAsync(HttpMethod.Get, "v1/me") == 200, TimeSpan.FromSeconds(60));
        var end = await Answers.EndOfAsync(user, job, TimeSpan.FromMinutes(2));
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
        var end = await Answers.ImportAsync(reader, exported);
        Assert.Equal(("done", 20, 0), (end.GetProperty("state").GetString(), end.GetProperty("created").GetInt32(), end.GetProperty("failed").GetInt32()));
        Assert.Equal(Texts(exported), Texts(await reader.At(grid.Clients[0]).TextAsync("v1/export?format=ndjson&scope=mine")));
        Assert.Equal(exported, await author.TextAsync("v1/export?format=ndjson&scope=mine"));
    }

    private static string[] Texts(string export) =>
        [.. export.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement).Select(l => $"{l.GetProperty("title")}: {l.GetProperty("content")}").Order(StringComparer.Ordinal)];
}
