using System.Globalization;

namespace PromptGrid.Bench.Faults.Cases;

/// <summary>The machine's clock jumps forwards and back while the server runs.</summary>
internal static class ClockCase
{
    private static readonly string[] Libraries =
    [
        "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1",
        "/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1",
        "/usr/local/lib/faketime/libfaketimeMT.so.1",
    ];

    /// <summary>Minutes off the true time. Never longer than a session lasts: a clock that is a day ahead may well end it.</summary>
    private static readonly int[] OffsetsMinutes = [0, 17, -23, 3, -40, 40, -5, 0];

    public static string? Obstacle => Array.Exists(Libraries, File.Exists) ? null : "needs libfaketime: apt-get install faketime";

    public static async Task RunAsync(CaseRun run)
    {
        var file = Path.Combine(run.NewFolder("clock"), "offset");
        await SetAsync(file, 0);
        await using var stage = await Stage.OpenAsync(run, settings: new()
        {
            ["LD_PRELOAD"] = Libraries.First(File.Exists),
            ["FAKETIME_TIMESTAMP_FILE"] = file,
            ["FAKETIME_NO_CACHE"] = "1",
            ["DONT_FAKE_MONOTONIC"] = "1",
        });
        stage.Load.Start();
        foreach (var minutes in OffsetsMinutes)
        {
            await SetAsync(file, minutes);
            await CheckClockAsync(run, stage, minutes);
            await stage.Load.RecoverAsync();
            await run.PauseAsync(800, 1_600);
        }

        await run.ConcludeAsync();
        run.Note($"{OffsetsMinutes.Length} jumps, up to 80 minutes");
    }

    /// <summary>The fault bites only if the server's own clock shows it.</summary>
    private static async Task CheckClockAsync(CaseRun run, Stage stage, int minutes)
    {
        // The date of an answer is refreshed each second.
        for (var attempt = 0; attempt < 30; attempt++)
        {
            using var answer = await stage.Server.Client.GetAsync("/healthz/live");
            if (Math.Abs((answer.Headers.Date!.Value - TimeProvider.System.GetUtcNow()).TotalMinutes - minutes) < 1) return;
            await Task.Delay(100);
        }

        run.Failures.Add(string.Create(CultureInfo.InvariantCulture, $"the server's clock did not jump by {minutes} minutes"));
    }

    private static async Task SetAsync(string file, int minutes)
    {
        var next = file + ".next";
        await File.WriteAllTextAsync(next, string.Create(CultureInfo.InvariantCulture, $"{minutes * 60:+0;-0;+0}\n"));
        File.Move(next, file, overwrite: true);
    }
}
