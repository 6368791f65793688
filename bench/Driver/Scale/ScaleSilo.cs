using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Orleans;
using Orleans.Runtime;
using PromptGrid.Silo.Cluster;

namespace PromptGrid.Bench.Driver.Scale;

/// <summary>A silo as it ships, that also tells at <c>/bench</c> what it counted and how long calls take from inside it.</summary>
internal static class ScaleSilo
{
    public static async Task RunAsync()
    {
        using var traffic = new SiloTraffic();
        await using var app = SiloApplication.Build([]);
        app.MapGet("/bench/traffic", () => TypedResults.Ok(traffic.Read()));
        app.MapGet("/bench/hops", async (IGrainFactory grains, ILocalSiloDetails here) => TypedResults.Ok(await HopTimes.MeasureAsync(grains, here.SiloAddress)));
        await app.RunAsync();
    }
}
