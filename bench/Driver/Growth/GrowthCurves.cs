using System.Globalization;
using System.Runtime.CompilerServices;

namespace PromptGrid.Bench.Driver.Growth;

/// <summary>Runs the parts that were asked for, prints their tables and writes their plots.</summary>
internal static class GrowthCurves
{
    private static readonly string[] Parts = ["likes", "search", "start", "memory"];
    private static readonly int[] Sizes = [1_000, 10_000, 100_000, 1_000_000];

    public static async Task RunAsync(string[] arguments)
    {
        var max = Sizes[^1];
        var parts = new List<string>();
        for (var i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] == "--max") max = int.Parse(arguments[++i], CultureInfo.InvariantCulture);
            else if (Parts.Contains(arguments[i])) parts.Add(arguments[i]);
            else throw new ArgumentException($"There is no part '{arguments[i]}': name {string.Join(", ", Parts)}.");
        }

        if (parts.Count == 0) parts.AddRange(Parts);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} cores, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30} GiB, load generator included"));
        var folder = Directory.CreateTempSubdirectory("promptgrid-growth").FullName;
        try
        {
            if (parts.Remove("likes")) await new LikesCurve(folder).RunAsync();
            if (parts.Count > 0) await GrowAsync(folder, parts, [.. Sizes.Where(s => s <= max)]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Says on standard error what goes on: standard output is for results.</summary>
    public static void Say(string what) => Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"[{TimeProvider.System.GetLocalNow():HH:mm:ss}] {what}"));

    /// <summary>Writes a plot where the documentation shows it.</summary>
    public static void Save(Plot plot, string name, [CallerFilePath] string here = "")
    {
        var folder = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "docs", "images"));
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, $"growth-{name}.svg"), plot.Render());
    }

    private static async Task GrowAsync(string folder, List<string> parts, int[] sizes)
    {
        var grid = new GrowingGrid(Path.Combine(folder, "grid"), CombinedPrompts.Read());
        var start = parts.Contains("start") ? new StartCurve() : null;
        var search = parts.Contains("search") ? new SearchCurve() : null;
        var memory = parts.Contains("memory") ? new MemoryCurve() : null;
        foreach (var size in sizes)
        {
            // Memory needs as many prompts as it makes active, and no more.
            if (start is null && search is null && size > MemoryCurve.ActiveMax) break;
            await grid.GrowToAsync(size);
            if (start is not null) await start.MeasureAsync(grid);
            if (search is not null) await search.MeasureAsync(grid);
            if (memory is not null && size <= MemoryCurve.ActiveMax) await memory.MeasureAsync(grid);
            start?.Draw();
            search?.Draw();
            memory?.Draw();
        }

        Console.WriteLine();
        Console.WriteLine("Import with indexing (`promptgrid import`, one file, until everything can be found):");
        Console.WriteLine();
        foreach (var line in grid.Imports) Console.WriteLine(line);
        start?.Report();
        search?.Report();
        memory?.Report();
    }
}
