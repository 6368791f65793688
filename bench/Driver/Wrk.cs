using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace PromptGrid.Bench.Driver;

/// <summary>What a load showed.</summary>
/// <param name="PerSecond">Answers with 2xx per second.</param>
/// <param name="P50Ms">Median latency, milliseconds.</param>
/// <param name="P99Ms">99th percentile of latency, milliseconds.</param>
/// <param name="Bad">Answers that were not 2xx, and socket errors.</param>
internal readonly record struct Load(double PerSecond, double P50Ms, double P99Ms, long Bad);

/// <summary>Drives one server with wrk: one thread, some connections, for a bounded time.</summary>
internal static partial class Wrk
{
    /// <param name="connections">Callers at once, each waiting for its answer before it asks again.</param>
    public static async Task<Load> RunAsync(Server server, string path, int seconds, int connections, LikeLoad? likes = null)
    {
        var file = likes is null ? null : Path.GetTempFileName();
        if (file is not null) await File.WriteAllTextAsync(file, likes!.Script);
        try
        {
            var start = new ProcessStartInfo("wrk") { RedirectStandardOutput = true };
            foreach (var argument in (string[])["-t1", $"-c{connections}", $"-d{seconds}s", "--latency", .. file is null ? Array.Empty<string>() : ["-s", file], new Uri(server.Client.BaseAddress!, path).ToString()])
            {
                start.ArgumentList.Add(argument);
            }

            using var process = Process.Start(start) ?? throw new InvalidOperationException("wrk did not start.");
            var output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            var bad = Number(NotOk().Match(output)) + SocketErrors().Matches(output).Sum(m => long.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture));
            var total = double.Parse(Total().Match(output).Groups[1].Value, CultureInfo.InvariantCulture);
            likes?.Ran((long)total);
            var rate = double.Parse(Rate().Match(output).Groups[1].Value, CultureInfo.InvariantCulture);
            return new Load(total == 0 ? 0 : rate * (1 - (bad / total)), Milliseconds(P50().Match(output)), Milliseconds(P99().Match(output)), bad);
        }
        finally
        {
            if (file is not null) File.Delete(file);
        }
    }

    private static long Number(Match match) => match.Success ? long.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : 0;

    private static double Milliseconds(Match match)
    {
        var value = double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
        return match.Groups[2].Value switch { "us" => value / 1000, "s" => value * 1000, "m" => value * 60_000, _ => value };
    }

    [GeneratedRegex(@"Non-2xx or 3xx responses: (\d+)")]
    private static partial Regex NotOk();

    [GeneratedRegex(@"(?:connect|read|write|timeout) (\d+)")]
    private static partial Regex SocketErrors();

    [GeneratedRegex(@"(\d+) requests in")]
    private static partial Regex Total();

    [GeneratedRegex(@"Requests/sec:\s+([\d.]+)")]
    private static partial Regex Rate();

    [GeneratedRegex(@"50%\s+([\d.]+)(us|ms|s|m)")]
    private static partial Regex P50();

    [GeneratedRegex(@"99%\s+([\d.]+)(us|ms|s|m)")]
    private static partial Regex P99();
}
