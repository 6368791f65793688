using PromptGrid.Testing;

namespace PromptGrid.Bench.Faults.Cases;

/// <summary>The search index is damaged and cannot be opened again for a minute.</summary>
internal static class SearchCases
{
    private static readonly TimeSpan AwayTime = TimeSpan.FromSeconds(61);
    private static readonly TimeSpan CatchUpMax = TimeSpan.FromSeconds(30);

    /// <summary>Its file is overwritten, and a plain file stands where its folder was: it cannot be made anew either.</summary>
    public static async Task GoneAsync(CaseRun run)
    {
        // The ledger is elsewhere, so that only search is away.
        await using var postgres = await PostgresServer.StartAsync(durable: true);
        await using var stage = await Stage.OpenAsync(run, await postgres.CreateDatabaseAsync());
        stage.Load.Start();
        await run.PauseAsync(500, 1_000);
        var before = stage.Load.Tally.Answered;
        var moved = stage.Data + ".away";
        Directory.Move(stage.Data, moved);
        await File.WriteAllTextAsync(stage.Data, "not a folder");
        Damage(moved, run.Random);
        var (unavailable, served, wrong) = await AskAsync(stage);
        var written = stage.Load.Tally.Answered - before;
        File.Delete(stage.Data);
        Directory.Move(moved, stage.Data);
        await CatchUpAsync(run, stage);
        await stage.Load.RecoverAsync();
        await run.ConcludeAsync();
        run.Note($"{AwayTime.TotalSeconds} s away: {unavailable} searches 503, {served} served; {written} writes answered");
        if (unavailable == 0) run.Failures.Add("search was never away");
        if (wrong is not null) run.Failures.Add(wrong);
        if (stage.Load.Tally.Refused > 0) run.Failures.Add($"{stage.Load.Tally.Refused} writes were refused because search was away");
    }

    /// <summary>Its file is overwritten under the running server, and nothing else.</summary>
    public static async Task TornAsync(CaseRun run)
    {
        await using var stage = await Stage.OpenAsync(run);
        stage.Load.Start();
        for (var round = 0; round < 3; round++)
        {
            await run.PauseAsync(700, 1_500);
            Damage(stage.Data, run.Random, truncate: round == 1);
            await CatchUpAsync(run, stage);
            await stage.Load.RecoverAsync();
        }

        await run.ConcludeAsync();
        if (stage.Load.Tally.Refused > 0) run.Failures.Add($"{stage.Load.Tally.Refused} writes were refused because search was away");
    }

    private static void Damage(string folder, Random random, bool truncate = false)
    {
        foreach (var path in Directory.GetFiles(folder, "search*").Where(p => !p.EndsWith(".lock", StringComparison.Ordinal) && !p.EndsWith("-shm", StringComparison.Ordinal)))
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
            if (truncate)
            {
                file.SetLength(file.Length / 2);
                continue;
            }

            var garbage = new byte[file.Length];
            random.NextBytes(garbage);
            file.Write(garbage);
        }
    }

    private static async Task<(int Unavailable, int Served, string? Wrong)> AskAsync(Stage stage)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        int unavailable = 0, served = 0;
        string? wrong = null;
        while (watch.Elapsed < AwayTime)
        {
            foreach (var path in (string[])["/v1/search?q=target", "/v1/search?q=target&sort=recent", "/v1/search/suggest?q=tar", "/v1/tags"])
            {
                using var answer = await stage.Server.Client.GetAsync(path);
                var isProblem = answer.Content.Headers.ContentType?.MediaType == "application/problem+json";
                if (answer.IsSuccessStatusCode) served++;
                else if ((int)answer.StatusCode == 503 && isProblem) unavailable++;
                else wrong ??= $"{path} was answered {(int)answer.StatusCode}";
            }

            using var read = await stage.Server.Client.GetAsync("/v1/prompts/" + stage.Load.Targets[0]);
            if (!read.IsSuccessStatusCode) wrong ??= $"a prompt was answered {(int)read.StatusCode}";
            await Task.Delay(200);
        }

        return (unavailable, served, wrong);
    }

    /// <summary>Asks until search finds again what was there before.</summary>
    private static async Task CatchUpAsync(CaseRun run, Stage stage)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        while (true)
        {
            using var answer = await stage.Server.Client.GetAsync("/v1/search?q=target&tag=target");
            if (answer.IsSuccessStatusCode)
            {
                var body = System.Text.Json.JsonSerializer.Deserialize<System.Text.Json.JsonElement>(await answer.Content.ReadAsStringAsync());
                if (body.GetProperty("total").GetInt64() == stage.Load.Targets.Count) break;
            }

            if (watch.Elapsed > CatchUpMax) throw new CaseFailedException($"Search did not come back within {CatchUpMax.TotalSeconds} s.");
            await Task.Delay(20);
        }

        run.Note($"search back after {watch.ElapsedMilliseconds} ms");
    }
}
