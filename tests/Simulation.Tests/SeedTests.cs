using System.Diagnostics;
using System.Globalization;
using PromptGrid.Simulation.Tests.Replay;

namespace PromptGrid.Simulation.Tests;

/// <summary>
/// The replayable simulation. <c>PROMPTGRID_SIMULATION_SEEDS</c> sets how many seeds run, <c>PROMPTGRID_SIMULATION_FROM</c>
/// the first, <c>PROMPTGRID_SIMULATION_SEED</c> runs one and prints what happened when it fails.
/// </summary>
public sealed class SeedTests(Xunit.Abstractions.ITestOutputHelper output)
{
    private const int SeedsByDefault = 300;

    [Fact]
    public async Task Nothing_that_was_answered_is_lost_or_counted_twice()
    {
        if (Setting("PROMPTGRID_SIMULATION_SEED") is { } only)
        {
            var result = await SimRun.RunAsync(only, withTrace: true);
            output.WriteLine($"Seed {only} holds: {result.Commands} commands, {result.Steps} steps, trace {result.Hash:x16}.");
            return;
        }

        var (first, count) = (Setting("PROMPTGRID_SIMULATION_FROM") ?? 1, Setting("PROMPTGRID_SIMULATION_SEEDS") ?? SeedsByDefault);
        var began = Stopwatch.GetTimestamp();
        long commands = 0, steps = 0, echoes = 0;
        var failures = new List<string>();
        for (var seed = first; seed < first + count; seed++)
        {
            try
            {
                var result = await SimRun.RunAsync(seed);
                commands += result.Commands;
                steps += result.Steps;
                echoes += result.Echoes;
            }
            catch (SimFailureException e)
            {
                failures.Add(e.Message);
            }
        }

        var took = Stopwatch.GetElapsedTime(began);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count} seeds from {first}: {commands} commands, {steps} steps, {echoes} echoes in {took.TotalSeconds:0.0} s, {count / took.TotalMinutes:0} seeds a minute."));
        Assert.True(failures.Count == 0, $"{failures.Count} of {count} seeds fail.\n" + string.Join("\n", failures.Take(20)));
        Assert.True(echoes > 0, "No two accounts ever came from one network.");
    }

    [Fact]
    public async Task A_seed_run_again_takes_the_same_steps()
    {
        foreach (var seed in new[] { 1, 7, 42 })
        {
            var first = await SimRun.RunAsync(seed);
            var second = await SimRun.RunAsync(seed);
            Assert.Equal(first, second);
        }
    }

    private static int? Setting(string name) =>
        Environment.GetEnvironmentVariable(name) is { } value ? int.Parse(value, CultureInfo.InvariantCulture) : null;
}
