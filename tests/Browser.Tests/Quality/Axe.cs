using System.Diagnostics;

namespace PromptGrid.Browser.Tests.Quality;

/// <summary>axe-core, fetched by npm when the tests run; nothing of it is kept in the repository.</summary>
internal static class Axe
{
    private const string Version = "4.10.3";

    private static readonly Lazy<(string? Source, string? Obstacle)> Loaded = new(Load);

    /// <summary>Its source; null where it cannot be had.</summary>
    public static string? Source => Loaded.Value.Source;

    /// <summary>Why it cannot be had; null when it can.</summary>
    public static string? Obstacle => Loaded.Value.Obstacle;

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
