using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace PromptGrid.Bench.Driver.Growth;

/// <summary>A data folder whose prompts become more and more, through the import that everybody has.</summary>
internal sealed class GrowingGrid(string folder, CombinedPrompts prompts)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public string Folder => folder;

    public CombinedPrompts Prompts => prompts;

    public int Size { get; private set; }

    /// <summary>What the imports said at their end.</summary>
    public List<string> Imports { get; } = [];

    public async Task GrowToAsync(int size)
    {
        var file = folder + ".ndjson";
        await prompts.WriteAsync(file, Size, size);
        GrowthCurves.Say(string.Create(CultureInfo.InvariantCulture, $"importing {size - Size:N0} prompts"));
        var watch = Stopwatch.StartNew();
        var start = new ProcessStartInfo(Built("Cli", "promptgrid"), ["import", file, "--as", "bench", "--create", "--license", "CC0-1.0"]) { RedirectStandardOutput = true };
        start.Environment["PROMPTGRID_DATA"] = folder;
        using var import = Process.Start(start) ?? throw new InvalidOperationException("The import did not start.");
        var last = "";
        while (await import.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("Imported", StringComparison.Ordinal)) GrowthCurves.Say(last = line);
            else if (line.StartsWith("  line", StringComparison.Ordinal)) GrowthCurves.Say(line);
        }

        await import.WaitForExitAsync();
        if (import.ExitCode != 0) throw new InvalidOperationException($"The import ended with {import.ExitCode}: {last}");
        File.Delete(file);
        var bytes = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Sum(f => new FileInfo(f).Length);
        Imports.Add(string.Create(CultureInfo.InvariantCulture, $"- from {Size:N0} to {size:N0} prompts: {(size - Size) / watch.Elapsed.TotalSeconds:N0} prompts/s; the folder has {bytes / 1048576.0:N0} MiB then"));
        GrowthCurves.Say(Imports[^1]);
        Size = size;
    }

    /// <summary>A server on the folder.</summary>
    public Task<Server> StartAsync() => Server.StartAsync("PromptGrid", Built("Api", "PromptGrid.Api"), Settings(folder));

    /// <summary>Completes when the projections have followed everything.</summary>
    public static async Task FollowedAsync(Server server)
    {
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < Patience)
        {
            using var answer = await server.Client.GetAsync("/healthz/ready");
            var checks = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("checks");
            if (answer.IsSuccessStatusCode && checks.EnumerateArray().All(HasFollowed)) return;
            await Task.Delay(100);
        }

        throw new TimeoutException("The projections do not follow.");
    }

    private static bool HasFollowed(JsonElement check) =>
        !check.GetProperty("name").GetString()!.StartsWith("projection ", StringComparison.Ordinal) || check.GetProperty("detail").GetString() == "0 events behind";

    public static Dictionary<string, string> Settings(string folder) => new()
    {
        ["PROMPTGRID_DATA"] = folder,
        ["RateLimits__Enabled"] = "false",
        ["StarterPrompts__Enabled"] = "false",
        ["Logging__LogLevel__Default"] = "Warning",
    };

    /// <summary>A program that growth.sh built beside this one.</summary>
    public static string Built(string project, string name, [CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "artifacts", "Embedded", "bin", project, "release", name);
}
