using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;

namespace PromptGrid.Bench.Driver.Growth;

/// <summary>From the start of the process to its first answers, with more and more prompts on the disk. The process before
/// was killed, and what it had read may still be in the system's cache.</summary>
internal sealed class StartCurve
{
    private const int Runs = 5;

    private readonly List<(int Size, double Live, double Prompt, double Search, double Ready)> _rows = [];

    public async Task MeasureAsync(GrowingGrid grid)
    {
        string prompt;
        await using (var server = await grid.StartAsync())
        {
            await GrowingGrid.FollowedAsync(server);
            var list = await server.Client.GetFromJsonAsync<JsonElement>("/v1/prompts?limit=1");
            prompt = list.GetProperty("items")[0].GetProperty("id").GetString()!;
        }

        var runs = new List<double[]>();
        for (var run = 0; run < Runs; run++)
        {
            await using var server = await grid.StartAsync();
            var watch = Stopwatch.StartNew();
            double Now() => (server.ColdStart + watch.Elapsed).TotalMilliseconds;
            await AnsweredAsync(server, "/v1/prompts/" + prompt);
            var read = Now();
            await AnsweredAsync(server, "/v1/search?q=castle");
            var found = Now();
            await AnsweredAsync(server, "/healthz/ready");
            runs.Add([server.ColdStart.TotalMilliseconds, read, found, Now()]);
        }

        double Median(int i) => runs.Select(r => r[i]).Order().ElementAt(Runs / 2);
        _rows.Add((grid.Size, Median(0), Median(1), Median(2), Median(3)));
        GrowthCurves.Say(Describe(_rows[^1]));
    }

    public void Report()
    {
        Console.WriteLine();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Start-up after a kill, milliseconds since the process was started, median of {Runs} (floor: 2,000 ms to the first answer):"));
        Console.WriteLine();
        Console.WriteLine("| prompts on disk | first answer | first prompt read | first search | ready |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach (var row in _rows) Console.WriteLine(Describe(row));
    }

    /// <summary>Draws what was measured so far.</summary>
    public void Draw()
    {
        GrowthCurves.Save(
            new Plot(
                "Start-up", "prompts on disk", "milliseconds since the process was started",
                [
                    new Series("first answer", [.. _rows.Select(r => ((double)r.Size, r.Live))]),
                    new Series("first prompt read", [.. _rows.Select(r => ((double)r.Size, r.Prompt))]),
                    new Series("first search", [.. _rows.Select(r => ((double)r.Size, r.Search))]),
                    new Series("ready", [.. _rows.Select(r => ((double)r.Size, r.Ready))]),
                ],
                (2_000, "floor, first answer")),
            "start");
    }

    private static async Task AnsweredAsync(Server server, string path)
    {
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < TimeSpan.FromMinutes(2))
        {
            using var answer = await server.Client.GetAsync(path);
            if (answer.IsSuccessStatusCode) return;
            await Task.Delay(5);
        }

        throw new TimeoutException($"{path} is not answered.");
    }

    private static string Describe((int Size, double Live, double Prompt, double Search, double Ready) row) =>
        string.Create(CultureInfo.InvariantCulture, $"| {row.Size:N0} | {row.Live:N0} | {row.Prompt:N0} | {row.Search:N0} | {row.Ready:N0} |");
}
