using System.Diagnostics;

namespace PromptGrid.Browser.Tests.Quality;

/// <summary>axe-core, fetched by npm when the tests run; nothing of it is kept in the repository.</summary>
internal static class Axe
{
    private const string Version = "4.10.3";

    private const string Check = """
        async () => (await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })).violations
          .flatMap(v => v.nodes.map(n => `${v.id}: ${n.target.join(' ')} – ${n.failureSummary.split('\n').slice(1, 3).join('; ')}`))
        """;

    private static readonly Lazy<(string? Source, string? Obstacle)> Loaded = new(Load);

    /// <summary>Its source; null where it cannot be had.</summary>
    public static string? Source => Loaded.Value.Source;

    /// <summary>Why it cannot be had; null when it can.</summary>
    public static string? Obstacle => Loaded.Value.Obstacle;

    /// <summary>What it finds on the page that is open, one line each.</summary>
    public static async Task<string[]> CheckAsync(Support.Window window)
    {
        await window.Page.EvaluateAsync(Source!);
        return await window.Page.EvaluateAsync<string[]>(Check);
    }

    private static (string? Source, string? Obstacle) Load()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "axe-" + Version);
        var file = Path.Combine(folder, "node_modules", "axe-core", "axe.min.js");
        try
        {
            if (!File.Exists(file))
            {
                Directory.CreateDirectory(folder);
                var start = new ProcessStartInfo("npm") { ArgumentList = { "install", "--no-save", "--no-audit", "--no-fund", "--prefix", folder, "axe-core@" + Version }, RedirectStandardOutput = true, RedirectStandardError = true };
                using var npm = Process.Start(start)!;
                _ = npm.StandardOutput.ReadToEndAsync();
                _ = npm.StandardError.ReadToEndAsync();
                if (!npm.WaitForExit(TimeSpan.FromSeconds(45)))
                {
                    npm.Kill(entireProcessTree: true);
                    return (null, "npm did not bring axe-core within 45 s.");
                }
            }

            return File.Exists(file) ? (File.ReadAllText(file), null) : (null, "npm could not bring axe-core.");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return (null, "There is no npm here to bring axe-core.");
        }
    }
}

/// <summary>A theory that axe-core decides. Without a browser or axe-core it is skipped, and says why.</summary>
public sealed class AxeTheoryAttribute : TheoryAttribute
{
    public AxeTheoryAttribute() => Skip = Support.Chromium.Obstacle ?? Axe.Obstacle;
}
