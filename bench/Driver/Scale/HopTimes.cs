using System.Diagnostics;
using Orleans;
using Orleans.Runtime;
using PromptGrid.Grains.Interfaces.Prompts;
using PromptGrid.Grains.Interfaces.Users;

namespace PromptGrid.Bench.Driver.Scale;

/// <summary>What a call of a grain takes from inside a silo, here and elsewhere, in microseconds; null where there is none.</summary>
/// <param name="Bit">A question that is answered with yes or no.</param>
/// <param name="Prompt">A prompt with its text.</param>
internal sealed record HopTimes(HopTimes.Pair Bit, HopTimes.Pair Prompt)
{
    private const int Grains = 64;
    private const int Warm = 2_000;
    private const int Calls = 4_000;

    internal sealed record Pair(double? HereUs, double? ElsewhereUs);

    public static async Task<HopTimes> MeasureAsync(IGrainFactory grains, SiloAddress here)
    {
        var all = await grains.GetGrain<IManagementGrain>(0).GetDetailedGrainStatistics();
        async Task<Pair> PairAsync<T>(string type, Func<T, ValueTask> ask)
            where T : IGrainWithStringKey
        {
            async Task<double?> TimeAsync(bool local)
            {
                T[] targets = [.. all.Where(g => g.GrainId.Type.ToString() == type && g.SiloAddress.Equals(here) == local).Take(Grains).Select(g => grains.GetGrain<T>(g.GrainId.Key.ToString()!))];
                return targets.Length == 0 ? null : await MedianAsync(targets, ask);
            }

            return new Pair(await TimeAsync(true), await TimeAsync(false));
        }

        return new HopTimes(
            await PairAsync<IUserGrain>("user", async grain => await grain.IsSessionOpenAsync("ses_none")),
            await PairAsync<IPromptGrain>("prompt", async grain => await grain.GetAsync(null)));
    }

    private static async Task<double> MedianAsync<T>(T[] targets, Func<T, ValueTask> ask)
    {
        var times = new double[Calls];
        for (var i = -Warm; i < Calls; i++)
        {
            var began = Stopwatch.GetTimestamp();
            await ask(targets[(uint)i % targets.Length]);
            if (i >= 0) times[i] = Stopwatch.GetElapsedTime(began).TotalMicroseconds;
        }

        Array.Sort(times);
        return times[Calls / 2];
    }
}
