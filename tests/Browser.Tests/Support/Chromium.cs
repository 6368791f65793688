namespace PromptGrid.Browser.Tests.Support;

/// <summary>The browser of this machine: Debian's package, or what <c>PROMPTGRID_CHROMIUM</c> names.</summary>
internal static class Chromium
{
    /// <summary>Its path; null where there is none.</summary>
    public static string? Path { get; } = Candidates().FirstOrDefault(File.Exists);

    /// <summary>Why tests in a browser cannot run here; null when they can.</summary>
    public static string? Obstacle { get; } = Path is null ? "There is no chromium here (apt install chromium, or set PROMPTGRID_CHROMIUM to its path)." : null;

    private static IEnumerable<string> Candidates()
    {
        if (Environment.GetEnvironmentVariable("PROMPTGRID_CHROMIUM") is { Length: > 0 } given) yield return given;
        foreach (var folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(System.IO.Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            foreach (var name in (string[])["chromium", "chromium-browser", "google-chrome"]) yield return System.IO.Path.Combine(folder, name);
        }
    }
}

/// <summary>A fact that a browser shows. Without one it is skipped, and says why.</summary>
public sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute() => Skip = Chromium.Obstacle;
}

/// <summary>A theory that a browser shows. Without one it is skipped, and says why.</summary>
public sealed class BrowserTheoryAttribute : TheoryAttribute
{
    public BrowserTheoryAttribute() => Skip = Chromium.Obstacle;
}
