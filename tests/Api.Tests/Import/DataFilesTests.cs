using PromptGrid.Testing;
using PromptGrid.Api.Tests.Support;

namespace PromptGrid.Api.Tests.Import;

public sealed class DataFilesTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [DataFilesFact]
    public async Task The_community_file_comes_in_whole_and_twice_changes_nothing()
    {
        await using var server = await ApiServer.StartAsync();
        var user = await server.SignUpAsync();
        var first = await ImportAsync(user, "csv", "prompts-chat.csv");
        Assert.True(first.Number("failed") == 0, first.At("errors").GetRawText());
        Assert.Equal(first.Number("total"), first.Number("created") + first.Number("skipped") + first.Number("updated"));
        Assert.True(first.Number("created") > 1_200, first.GetRawText());

        var again = await ImportAsync(user, "csv", "prompts-chat.csv");
        Assert.Equal((0, 0), (again.Number("created"), again.Number("failed")));
        Assert.Equal(first.Number("created"), (await user.GetAsync($"/v1/users/{user.Handle}")).Expect(200)["counts.prompts"].GetInt64());
        await Eventually.HoldsAsync(async () => Assert.NotEmpty(await server.Nobody.SearchAsync("Linux Terminal")), Patience);
    }

    [DataFilesFact]
    public async Task The_corpus_comes_in_whole_and_is_found()
    {
        await using var server = await ApiServer.StartAsync();
        var user = await server.SignUpAsync();
        var job = await ImportAsync(user, "ndjson", "corpus.jsonl");
        Assert.True(job.Number("failed") == 0, job.At("errors").GetRawText());
        Assert.Equal(File.ReadLines(Path.Combine(DataFiles.Folder!, "corpus.jsonl")).LongCount(), job.Number("total"));
        await Eventually.HoldsAsync(async () => Assert.Equal(job.Number("created"), (await server.Nobody.GetAsync("/v1/stats")).Expect(200)["prompts"].GetInt64()), Patience);
        Assert.NotEmpty(await server.Nobody.SearchAsync("agility story"));
    }

    private static async Task<JsonElement> ImportAsync(ApiCaller user, string format, string file)
    {
        using var content = new StreamContent(File.OpenRead(Path.Combine(DataFiles.Folder!, file)));
        var started = (await user.SendAsync("POST", $"/v1/import?format={format}", content)).Expect(202);
        var job = await user.EndOfAsync(started["job"].Id(), Patience);
        Assert.Equal("done", job.Text("state"));
        return job;
    }
}
