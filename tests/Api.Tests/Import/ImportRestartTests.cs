using PromptGrid.Api.Tests.Support;

namespace PromptGrid.Api.Tests.Import;

public sealed class ImportRestartTests
{
    [Fact]
    public async Task An_import_goes_on_after_a_restart_and_doubles_nothing()
    {
        const int Lines = 15_000;
        await using var server = await ApiServer.StartAsync();
        var user = await server.SignUpAsync();
        var file = string.Join('\n', Enumerable.Range(0, Lines).Select(i => JsonSerializer.Serialize(new { title = $"Line {i}", content = $"text {i}", slug = $"line-{i}" })));
        var job = (await user.StartImportAsync("ndjson", file)).Expect(202)["job"].Id();
        await Eventually.AsksUntilAsync(async () => (await user.GetAsync($"/v1/jobs/{job}")).Expect(200).Json, j => j.Number("processed") > 0);

        await server.RestartAsync();
        var middle = (await user.GetAsync($"/v1/jobs/{job}")).Expect(200).Json;
        Assert.True(middle.Number("processed") < Lines, "The import was over before the restart: make it longer.");

        var end = await user.EndOfAsync(job, TimeSpan.FromSeconds(60));
        Assert.Equal("done", end.Text("state"));
        Assert.Equal((Lines, Lines), (end.Number("total"), end.Number("processed")));
        Assert.Equal(Lines, end.Number("created") + end.Number("skipped"));
        Assert.Equal(0, end.Number("failed"));
        await Eventually.HoldsAsync(async () => Assert.Equal(Lines, (await server.Nobody.GetAsync("/v1/stats")).Expect(200)["prompts"].GetInt64()), TimeSpan.FromSeconds(60));
        Assert.Equal(Lines, (await server.Nobody.GetAsync($"/v1/users/{user.Handle}")).Expect(200)["counts.prompts"].GetInt64());
        // That of the process which runs.
        Assert.EndsWith(".alive", Assert.Single(Directory.GetFiles(Path.Combine(server.Folder, "imports"))), StringComparison.Ordinal);
    }
}
