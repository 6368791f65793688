using System.Collections.Concurrent;
using PromptGrid.Cli;
using PromptGrid.Operations.Tests.Support;
using PromptGrid.Testing;

namespace PromptGrid.Operations.Tests;

/// <summary>A backup under load holds everything that was answered before it began.</summary>
public sealed class BackupTests
{
    [LedgerFileFact]
    public async Task A_SQLite_ledger_copied_under_load_restores_into_a_new_folder()
    {
        using var folder = new TemporaryFolder();
        var data = folder.Path("grid");
        var copy = folder.Path("copy.db");
        Answered answered;
        await using (var grid = await GridProcess.StartAsync(data))
        {
            answered = await BackUpUnderLoadAsync(grid, async () =>
            {
                var (code, output, error) = await CommandAsync(data, "db", "backup", copy);
                Assert.True(code == 0, error);
                Assert.Contains(copy, output, StringComparison.Ordinal);
                (code, _, error) = await CommandAsync(data, "db", "backup", copy);
                Assert.NotEqual(0, code);
                Assert.Contains("exists already", error, StringComparison.Ordinal);
            });
        }

        Directory.CreateDirectory(folder.Path("restored"));
        File.Copy(copy, Path.Combine(folder.Path("restored"), "ledger.db"));
        await using var restored = await GridProcess.StartAsync(folder.Path("restored"));
        await ExpectAsync(restored, answered);
    }

    [PostgresToolsFact]
    public async Task A_PostgreSQL_ledger_dumped_under_load_restores_into_a_new_database()
    {
        using var folder = new TemporaryFolder();
        var server = await PostgresServer.SharedAsync();
        var database = await server.CreateDatabaseAsync();
        var dump = folder.Path("ledger.dump");
        Answered answered;
        await using (var grid = await GridProcess.StartAsync(folder.Path("grid"), ("ConnectionStrings__Ledger", database)))
        {
            answered = await BackUpUnderLoadAsync(grid, () => PostgresTools.RunAsync("pg_dump", database, "--format=custom", "--exclude-table-data=silos", "--exclude-table-data=silo_lists", "--file", dump));
        }

        var another = await server.CreateDatabaseAsync();
        await PostgresTools.RunAsync("pg_restore", another, "--exit-on-error", "--single-transaction", dump);
        await using var restored = await GridProcess.StartAsync(folder.Path("restored"), ("ConnectionStrings__Ledger", another));
        await ExpectAsync(restored, answered);
    }

    /// <summary>Likes and publishes while a backup is taken.</summary>
    /// <returns>What was answered before it began.</returns>
    private static async Task<Answered> BackUpUnderLoadAsync(GridProcess grid, Func<Task> backUp)
    {
        var (tokens, prompts) = await grid.PopulateAsync(4, 200);
        var published = new ConcurrentBag<(string Id, string Title)>();
        var likes = new ConcurrentDictionary<string, int>();
        using var stop = new CancellationTokenSource();
        var load = Task.WhenAll(tokens.Select((token, user) => Task.Run(async () =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                var title = $"Under load u{user}x{i}";
                published.Add((await grid.PublishAsync(token, title), title));
                using var like = await grid.SendAsync(HttpMethod.Put, $"/v1/prompts/{prompts[i % prompts.Length]}/like", token);
                if (like.IsSuccessStatusCode && i < prompts.Length) likes.AddOrUpdate(prompts[i % prompts.Length], 1, static (_, n) => n + 1);
            }
        })));
        await Until.HoldsAsync(() => Task.FromResult(published.Count > 100), "some load");
        var before = new Answered(tokens[0], [.. published], new Dictionary<string, int>(likes));
        await backUp();
        var meanwhile = published.Count;
        await Until.HoldsAsync(() => Task.FromResult(published.Count > meanwhile), "writes behind the backup");
        await stop.CancelAsync();
        await load;
        return before;
    }

    private static async Task ExpectAsync(GridProcess restored, Answered before)
    {
        foreach (var (id, title) in before.Published) Assert.Equal(title, (await restored.GetAsync("/v1/prompts/" + id)).GetProperty("title").GetString());
        // Likes of the time of the backup itself may be in it or not; none before it may be missing.
        foreach (var (id, count) in before.Likes) Assert.InRange(await restored.LikesAsync(id), count, 4);
        // Tokens were signed with keys that are in the ledger.
        Assert.Equal("user-0", (await restored.GetAsync("/v1/me", before.Token)).GetProperty("handle").GetString());
        // Search and boards were not in the backup.
        var sample = before.Published[0];
        await Until.HoldsAsync(
            async () => (await restored.GetAsync("/v1/search?limit=100&q=" + Uri.EscapeDataString(sample.Title))).GetProperty("items").EnumerateArray().Any(i => i.GetProperty("prompt").GetProperty("id").GetString() == sample.Id),
            "the rebuilt search index");
        await Until.HoldsAsync(async () => (await restored.GetAsync("/v1/trending")).GetProperty("items").GetArrayLength() > 0, "the rebuilt board");
        await restored.SignUpAsync("newcomer");
    }

    private static async Task<(int Code, string Output, string Error)> CommandAsync(string data, params string[] arguments)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var environment = new CommandEnvironment { Output = output, Error = error, Variable = name => name == "PROMPTGRID_DATA" ? data : null };
        var code = await PromptGridCommand.RunAsync(arguments, environment);
        return (code, output.ToString(), error.ToString());
    }

    private sealed record Answered(string Token, IReadOnlyList<(string Id, string Title)> Published, IReadOnlyDictionary<string, int> Likes);
}
