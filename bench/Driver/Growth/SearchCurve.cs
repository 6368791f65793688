using System.Diagnostics;
using System.Globalization;

namespace PromptGrid.Bench.Driver.Growth;

/// <summary>How long searches take with more and more prompts in the index, one after the other, over HTTP.</summary>
internal sealed class SearchCurve
{
    private const int Queries = 300;
    private const int Seed = 20_260_101;
    private static readonly TimeSpan TimeMax = TimeSpan.FromSeconds(12);

    private readonly List<(string Kind, int Size, double P50, double P99, int Count, int Bad)> _rows = [];

    public async Task MeasureAsync(GrowingGrid grid)
    {
        await using var server = await grid.StartAsync();
        await GrowingGrid.FollowedAsync(server);
        // The same questions at every size, about prompts that are there at every size.
        var random = new Random(Seed);
        var words = Enumerable.Range(0, Queries * 2).Select(_ => Words(grid.Prompts[random.Next(1_000)].Content)).Where(w => w.Length >= 2).Take(Queries).ToList();
        var common = words.SelectMany(w => w.Distinct()).GroupBy(w => w).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).Select(g => g.Key).Take(30).ToList();
        T One<T>(IReadOnlyList<T> from) => from[random.Next(from.Count)];
        await MeasureAsync(server, grid.Size, "two words of a prompt", _ => { var w = One(words); return "/v1/search?q=" + Uri.EscapeDataString(One(w) + " " + One(w)); });
        await MeasureAsync(server, grid.Size, "a common word", i => "/v1/search?q=" + Uri.EscapeDataString(common[i % common.Count]));
        await MeasureAsync(server, grid.Size, "a typing mistake", _ => "/v1/search?q=" + Uri.EscapeDataString(Mistyped(Longest(One(words)), random)));
        await MeasureAsync(server, grid.Size, "a word, filtered", _ => "/v1/search?type=image&tag=stable-diffusion&q=" + Uri.EscapeDataString(One(One(words))));
        await MeasureAsync(server, grid.Size, "newest", i => string.Create(CultureInfo.InvariantCulture, $"/v1/prompts?sort=recent&limit={(i % 20) + 10}"));
        await MeasureAsync(server, grid.Size, "suggest", _ => { var w = Longest(One(words)); return "/v1/search/suggest?q=" + Uri.EscapeDataString(w[..Math.Min(w.Length, random.Next(2, 6))]); });
        GrowthCurves.Say(string.Create(CultureInfo.InvariantCulture, $"peak memory of the server: {server.PeakMemoryMib():N0} MiB"));
    }

    public void Report()
    {
        Console.WriteLine();
        Console.WriteLine("Search over HTTP, one query at a time, milliseconds (floor at 100,000 prompts: p99 50 ms):");
        Console.WriteLine();
        Console.WriteLine("| query | prompts | p50 | p99 | queries | not answered |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (var row in _rows.OrderBy(r => r.Kind, StringComparer.Ordinal).ThenBy(r => r.Size)) Console.WriteLine(Describe(row));
    }

    /// <summary>Draws what was measured so far.</summary>
    public void Draw()
    {
        GrowthCurves.Save(
            new Plot("Search, p99", "prompts in the index", "milliseconds", [.. _rows.GroupBy(r => r.Kind).Select(g => new Series(g.Key, [.. g.Select(r => ((double)r.Size, r.P99))]))], (50, "floor at 10⁵"), isLog: true),
            "search");
    }

    private async Task MeasureAsync(Server server, int size, string kind, Func<int, string> question)
    {
        for (var i = 0; i < 30; i++) await AskAsync(server, question(i));
        var times = new List<double>();
        var bad = 0;
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < Queries && watch.Elapsed < TimeMax; i++)
        {
            var path = question(i);
            var started = watch.Elapsed;
            if (!await AskAsync(server, path)) bad++;
            times.Add((watch.Elapsed - started).TotalMilliseconds);
        }

        times.Sort();
        _rows.Add((kind, size, times[times.Count / 2], times[(int)(times.Count * 0.99)], times.Count, bad));
        GrowthCurves.Say(Describe(_rows[^1]));
    }

    private static async Task<bool> AskAsync(Server server, string path)
    {
        using var answer = await server.Client.GetAsync(path);
        return answer.IsSuccessStatusCode;
    }

    private static string[] Words(string content) =>
        [.. content.ToLowerInvariant().Split([' ', ',', '.', '"', '(', ')', '!', ':', ';'], StringSplitOptions.RemoveEmptyEntries).Where(w => w.Length >= 4 && w.All(char.IsAsciiLetter))];

    private static string Longest(string[] words) => words.MaxBy(w => w.Length)!;

    /// <summary>A letter is left out, not the first one.</summary>
    private static string Mistyped(string word, Random random) => word.Remove(random.Next(1, word.Length), 1);

    private static string Describe((string Kind, int Size, double P50, double P99, int Count, int Bad) row) =>
        string.Create(CultureInfo.InvariantCulture, $"| {row.Kind} | {row.Size:N0} | {row.P50:F1} | {row.P99:F1} | {row.Count} | {row.Bad} |");
}
