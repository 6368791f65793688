namespace PromptGrid.Cluster.Tests.Processes;

/// <summary>What tests read from answers.</summary>
internal static class Answers
{
    public static string[] Ids(JsonElement list) => [.. list.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetString()!)];

    /// <summary>Imports a file and waits until the job has ended.</summary>
    public static async Task<JsonElement> ImportAsync(GridUser user, string file, TimeSpan? patience = null) =>
        await EndOfAsync(user, (await user.SendAsync(HttpMethod.Post, "v1/import?format=ndjson", new StringContent(file), 202)).GetProperty("job").GetProperty("id").GetString()!, patience);

    public static async Task<JsonElement> EndOfAsync(GridUser user, string job, TimeSpan? patience = null)
    {
        var last = default(JsonElement);
        await Eventually.HoldsAsync("the import ends", async () => (last = await user.GetAsync($"v1/jobs/{job}")).GetProperty("state").GetString() != "running", patience);
        return last;
    }
}
