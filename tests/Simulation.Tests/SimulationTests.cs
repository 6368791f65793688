using System.Globalization;

namespace PromptGrid.Simulation.Tests;

/// <summary>
/// The same promises on real threads and real SQLite files, where a seed decides what is done but not who comes first:
/// slow, and no replay, but nothing is simulated. <see cref="SeedTests"/> has the many seeds. Set
/// <c>PROMPTGRID_THREADS_SEED</c> to run one seed, <c>PROMPTGRID_THREADS_SEEDS</c> to run more.
/// </summary>
public sealed class SimulationTests(Xunit.Abstractions.ITestOutputHelper output)
{
    private const int SeedsByDefault = 4;
    private const int Steps = 120;

    [Fact]
    public async Task Nothing_that_was_answered_is_lost_or_counted_twice_whatever_fails()
    {
        var only = Environment.GetEnvironmentVariable("PROMPTGRID_THREADS_SEED");
        var count = int.Parse(Environment.GetEnvironmentVariable("PROMPTGRID_THREADS_SEEDS") ?? SeedsByDefault.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        var seeds = only is not null ? [int.Parse(only, CultureInfo.InvariantCulture)] : Enumerable.Range(1, count);
        foreach (var seed in seeds)
        {
            output.WriteLine($"seed {seed}");
            try
            {
                await RunAsync(seed);
            }
            catch (Exception e)
            {
                throw new Xunit.Sdk.XunitException($"Seed {seed} fails; try it again with PROMPTGRID_THREADS_SEED={seed}. {e}");
            }
        }
    }

    private static async Task RunAsync(int seed)
    {
        var folder = Directory.CreateTempSubdirectory("promptgrid-simulation").FullName;
        try
        {
            var random = new Random(seed);
            await using var world = new World(folder, new Random(seed + 1));
            await world.StartAsync();
            var simulation = new Simulation(world, random);
            await simulation.PopulateAsync();
            for (var step = 0; step < Steps; step++)
            {
                world.LetFaultsHappen(random.Next(3) == 0 ? 0.2 : 0);
                await simulation.StepAsync();
                if (random.Next(25) == 0)
                {
                    await world.CrashAsync();
                    await world.StartAsync();
                }
            }

            world.StopFaults();
            await simulation.SettleAsync();
            await Audit.WaitForQuietAsync(world);
            await Audit.CheckAsync(world, simulation);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
