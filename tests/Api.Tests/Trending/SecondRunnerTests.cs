using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using PromptGrid.Api.Tests.Support;
using PromptGrid.Grains.Interfaces;
using PromptGrid.Grains.Interfaces.Projections;
using PromptGrid.Ledger;
using PromptGrid.Projections;
using PromptGrid.Projections.Trending;

namespace PromptGrid.Api.Tests.Trending;

public sealed class SecondRunnerTests
{
    [Fact]
    public async Task A_second_runner_that_begins_in_the_same_process_takes_no_signal_from_the_first()
    {
        const int likes = 400;
        await using var server = await ApiServer.StartAsync(("Audit:Enabled", "false"));
        var author = await server.SignUpAsync();
        var id = (await author.PublishAsync()).Id();
        var prompt = server.Services.GetRequiredService<IGrainFactory>().Prompt(id);
        var partition = server.Services.GetRequiredService<ILedgerReader>().PartitionOf(id);
        var projection = server.Services.GetServices<IProjection>().Single(p => p.Name == ProjectionNames.Trending);
        for (var i = 0; i < likes; i++)
        {
            await prompt.SetLikeAsync(string.Create(CultureInfo.InvariantCulture, $"usr_{i}"), true);
            // This is how a runner begins: an activation that the grid made while the one before it still runs.
            if (i % 20 == 0) await projection.ReadCheckpointAsync(partition, default);
        }

        var store = server.Services.GetRequiredService<ITrendingStore>();
        Assert.Equal(likes, await Eventually.AsksUntilAsync(
            async () => (await store.ReadAsync([id], default)).GetValueOrDefault(id)?.Scores.Signals,
            signals => signals >= likes));
    }
}
