namespace PromptGrid.Bench.Driver.Scale;

/// <summary>Processor time since the machine started, in milliseconds; 0 where the system does not tell.</summary>
internal static class CpuTime
{
    // What /proc counts in, on every Linux there is.
    private const double TickMs = 10;

    /// <summary>Of one process.</summary>
    public static double Of(int processId) => OfStat($"/proc/{processId}/stat");

    /// <summary>Of all processes of this name.</summary>
    public static double OfAll(string name) => !Directory.Exists("/proc") ? 0 : Directory.GetDirectories("/proc")
        .Where(d => char.IsAsciiDigit(Path.GetFileName(d)[0]) && Read(Path.Combine(d, "comm")).Trim() == name)
        .Sum(d => OfStat(Path.Combine(d, "stat")));

    /// <summary>Of everything.</summary>
    public static double OfMachine()
    {
        var fields = Read("/proc/stat").Split('\n')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        // user, nice, system, then idle and waiting for disks, then interrupts.
        return fields.Length < 8 ? 0 : new[] { 1, 2, 3, 6, 7 }.Sum(i => long.Parse(fields[i], System.Globalization.CultureInfo.InvariantCulture)) * TickMs;
    }

    private static double OfStat(string path)
    {
        var text = Read(path);
        // The name may hold anything, and ends with the last parenthesis.
        var fields = text[(text.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length < 13 ? 0 : (long.Parse(fields[11], System.Globalization.CultureInfo.InvariantCulture) + long.Parse(fields[12], System.Globalization.CultureInfo.InvariantCulture)) * TickMs;
    }

    // A process may be gone by now.
    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return "";
        }
    }
}
