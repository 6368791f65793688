using Microsoft.Extensions.DependencyInjection;
using Orleans.Streams;
using PromptGrid.Runtime.Contract.Tests.Streams;

namespace PromptGrid.Runtime.Contract.Tests.EmbeddedOnly;

public sealed class StreamLimitTests
{
    [Fact]
    public async Task A_slow_subscriber_never_holds_up_a_publisher_and_what_it_misses_is_counted()
    {
        using var meter = new MeterReadings();
        await using var host = await EmbeddedGrainHost.StartAsync(configure: static options => options.StreamQueueLimit = 10);
        var grain = host.Client.GetGrain<IWokenGrain>("a");
        var blocking = grain.WaitAtAsync("door");
        await host.Signals.ReachedAsync("inside");
        var stream = host.Client.GetStreamProvider(GrainHostSettings.Streams).GetStream<int>(StreamId.Create(WokenGrain.Namespace, "a"));
        for (var i = 0; i < 100; i++)
            Assert.True(stream.OnNextAsync(i).IsCompletedSuccessfully);
        var dropped = meter.Sum("promptgrid.grains.streams.dropped");
        // Ten wait in the queue and at most one is on its way.
        Assert.InRange(dropped, 89, 90);
        host.Signals.Open("door");
        await blocking;
        await host.Signals.ReachedAsync("woken a", 100 - (int)dropped);
        Assert.Equal(100 - (int)dropped, host.Signals.Noted("woken a").Length);
    }

    [Fact]
    public async Task An_observer_that_fails_gets_the_next_item_all_the_same()
    {
        await using var host = await EmbeddedGrainHost.StartAsync();
        var stream = host.Client.GetStreamProvider(GrainHostSettings.Streams).GetStream<int>(StreamId.Create("out", "a"));
        await stream.SubscribeAsync((item, _) =>
        {
            host.Signals.Count("seen");
            return item == 0 ? throw new InvalidOperationException("not this one") : Task.CompletedTask;
        });
        await stream.OnNextAsync(0);
        await stream.OnNextAsync(1);
        await host.Signals.ReachedAsync("seen", 2);
    }
}
