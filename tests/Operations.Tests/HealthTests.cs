using System.Net;
using PromptGrid.Operations.Tests.Support;
using PromptGrid.Testing;

namespace PromptGrid.Operations.Tests;

public sealed class HealthTests
{
    [PostgresFact]
    public async Task Ready_says_no_while_the_database_is_away_and_yes_when_it_is_back_and_live_never_minds()
    {
        await using var database = await PostgresServer.StartAsync();
        using var folder = new TemporaryFolder();
        await using var grid = await GridProcess.StartAsync(folder.Path("grid"), ("ConnectionStrings__Ledger", await database.CreateDatabaseAsync()));
        await Until.HoldsAsync(() => IsReadyAsync(grid), "ready after the start");

        await database.HaltAsync();
        await Until.HoldsAsync(async () => !await IsReadyAsync(grid), "not ready without the database", TimeSpan.FromSeconds(10));
        var (status, health) = await ReadyAsync(grid);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Equal("unavailable", health.GetProperty("status").GetString());
        Assert.Equal("unavailable", StateOf(health, "ledger"));
        Assert.Equal("ok", StateOf(health, "search"));
        using (var live = await grid.Client.GetAsync("/healthz/live")) Assert.Equal(HttpStatusCode.OK, live.StatusCode);

        await database.ResumeAsync();
        await Until.HoldsAsync(() => IsReadyAsync(grid), "ready again", TimeSpan.FromSeconds(20));
        (_, health) = await ReadyAsync(grid);
        Assert.Equal("ok", StateOf(health, "ledger"));
        await grid.SignUpAsync("after");
    }

    private static async Task<bool> IsReadyAsync(GridProcess grid) => (await ReadyAsync(grid)).Status == HttpStatusCode.OK;

    private static async Task<(HttpStatusCode Status, JsonElement Health)> ReadyAsync(GridProcess grid)
    {
        using var answer = await grid.Client.GetAsync("/healthz/ready");
        return (answer.StatusCode, JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync()));
    }

    private static string StateOf(JsonElement health, string name) =>
        health.GetProperty("checks").EnumerateArray().Single(c => c.GetProperty("name").GetString() == name).GetProperty("state").GetString()!;
}
