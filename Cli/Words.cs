using System.Globalization;

namespace PromptGrid.Cli;

/// <summary>How the command writes numbers, and text that others wrote.</summary>
internal static class Words
{
    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    public static string Bytes(long bytes) => bytes switch
    {
        < 1_000 => $"{bytes} bytes",
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:F1} kB"),
        < 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:F1} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:F2} GB"),
    };

    public static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:F1} s");

    /// <summary>Things per second, as far as that can be said.</summary>
    public static string Rate(long things, TimeSpan time) => Number((long)(things / Math.Max(time.TotalSeconds, 0.001))) + "/s";

    /// <summary>A file's or server's text without what could steer a terminal.</summary>
    public static string Printable(string text) => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
}
