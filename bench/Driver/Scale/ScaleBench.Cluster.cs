using System.Globalization;
using PromptGrid.Testing;

namespace PromptGrid.Bench.Driver.Scale;

/// <summary>The same work against one, two and three silos.</summary>
internal static class ScaleBench
{
    private const int SilosMax = 3;

    /// <param name="words"><c>silo</c>: be one of the silos. Numbers: only so many silos. Nothing: all.</param>
    public static async Task RunAsync(string[] words)
    {
        if (words is ["silo"])
        {
            await ScaleSilo.RunAsync();
            return;
        }

        if (PostgresServer.Obstacle is { } obstacle)
        {
            Console.Error.WriteLine("Nothing was measured. " + obstacle);
            Environment.ExitCode = 2;
            return;
        }

        await using var postgres = await PostgresServer.StartAsync(durable: true);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} cores for all of it: silos, API, PostgreSQL and the load generator ({ScaleGrid.Connections} connections). More silos share the same cores."));
        Console.WriteLine();
        Console.WriteLine("| silos | work | per second | p50 ms | p99 ms | bad | API → silo per answer | silo → silo per answer | µs of CPU per answer: API | silos | PostgreSQL | rest |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|---|");
        var hops = new List<string>();
        foreach (var silos in words.Length > 0 ? words.Select(w => int.Parse(w, CultureInfo.InvariantCulture)) : Enumerable.Range(1, SilosMax))
        {
            await using var grid = await ScaleGrid.StartAsync(silos, await postgres.CreateDatabaseAsync());
            hops.AddRange(await grid.MeasureAsync());
        }

        Console.WriteLine();
        Console.WriteLine("| silos | grain call, one after another, from inside a silo | same silo, p50 µs | another silo, p50 µs | the hop, µs |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach (var hop in hops) Console.WriteLine(hop);
    }
}
