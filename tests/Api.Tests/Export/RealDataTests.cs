using PromptGrid.Api.Tests.Import;
using PromptGrid.Api.Tests.Support;
using PromptGrid.Testing;

namespace PromptGrid.Api.Tests.Export;

public sealed class RealDataTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    [DataFilesFact]
    public async Task Both_files_of_real_prompts_come_out_and_make_the_same_grid_again_in_either_format()
    {
        await using var first = await ApiServer.StartAsync();
        var user = await first.SignUpAsync("real-data");
        await ImportAsync(user, "csv", File.OpenRead(Path.Combine(DataFiles.Folder!, "prompts-chat.csv")));
        await ImportAsync(user, "ndjson", File.OpenRead(Path.Combine(DataFiles.Folder!, "corpus.jsonl")));
        var expected = await ExportAsync(user, "ndjson");
        Assert.True(expected.AsSpan().Count((byte)'\n') > 20_000);
        foreach (var format in (string[])["ndjson", "csv"])
        {
            await using var second = await ApiServer.StartAsync();
            var same = await second.SignUpAsync("real-data");
            var job = await ImportAsync(same, format, new MemoryStream(format == "ndjson" ? expected : await ExportAsync(user, format)));
            Assert.True(job.Number("failed") == 0, job.At("errors").GetRawText());
            var found = await ExportAsync(same, "ndjson");
            Assert.True(expected.AsSpan().SequenceEqual(found), $"Another grid came of the {format}.");
        }
    }

    private static async Task<byte[]> ExportAsync(ApiCaller user, string format) => (await user.GetAsync($"/v1/export?format={format}")).Expect(200).Body;

    private static async Task<JsonElement> ImportAsync(ApiCaller user, string format, Stream file)
    {
        using var content = new StreamContent(file);
        var started = (await user.SendAsync("POST", $"/v1/import?format={format}", content)).Expect(202);
        return await user.EndOfAsync(started["job"].Id(), Patience);
    }
}
