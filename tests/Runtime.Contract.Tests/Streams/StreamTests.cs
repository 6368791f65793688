using Orleans.Streams;

namespace PromptGrid.Runtime.Contract.Tests.Streams;

public sealed class StreamTests : ContractTest
{
    [Fact]
    public async Task An_item_activates_the_implicit_subscriber_and_items_arrive_in_order()
    {
        var stream = Stream(WokenGrain.Namespace, "a");
        for (var i = 0; i < 50; i++)
            await stream.OnNextAsync(i);
        await Signals.ReachedAsync("woken a", 50);
        Assert.Equal(Enumerable.Range(0, 50).Select(static each => $"{each}"), Signals.Noted("woken a"));
    }

    [Fact]
    public async Task Only_the_grain_with_the_key_of_the_stream_gets_its_items()
    {
        await Stream(WokenGrain.Namespace, "a").OnNextAsync(1);
        await Stream(WokenGrain.Namespace, "b").OnNextAsync(2);
        await Signals.ReachedAsync("woken a");
        await Signals.ReachedAsync("woken b");
        Assert.Equal(["1"], Signals.Noted("woken a"));
        Assert.Equal(["2"], Signals.Noted("woken b"));
    }

    [Fact]
    public async Task Taking_an_item_is_a_turn_of_the_grain_like_any_call()
    {
        var grain = Host.Client.GetGrain<IWokenGrain>("a");
        var call = grain.WaitAtAsync("door");
        await Signals.ReachedAsync("inside");
        await Stream(WokenGrain.Namespace, "a").OnNextAsync(1);
        // The item for another grain was published later and has arrived.
        await Stream(WokenGrain.Namespace, "b").OnNextAsync(2);
        await Signals.ReachedAsync("woken b");
        Assert.Empty(Signals.Noted("woken a"));
        Signals.Open("door");
        await call;
        await Signals.ReachedAsync("woken a");
        Assert.Equal(0, Signals.Counted("interleaved"));
    }

    [Fact]
    public async Task An_implicit_subscriber_gets_items_again_after_it_was_deactivated()
    {
        var stream = Stream(WokenGrain.Namespace, "a");
        await stream.OnNextAsync(1);
        await Signals.ReachedAsync("woken a");
        await Host.Client.GetGrain<IWokenGrain>("a").DeactivateAsync();
        await stream.OnNextAsync(2);
        await Signals.ReachedAsync("woken a", 2);
        Assert.Equal(["1", "2"], Signals.Noted("woken a"));
    }

    [Fact]
    public async Task A_grain_that_subscribes_to_its_implicit_stream_gets_each_item_once()
    {
        var stream = Stream(AttachedGrain.Namespace, "a");
        await stream.OnNextAsync(1);
        await stream.OnNextAsync(2);
        await Signals.ReachedAsync("attached", 2);
        await stream.OnNextAsync(3);
        await Signals.ReachedAsync("attached", 3);
        Assert.Equal(["1", "2", "3"], Signals.Noted("attached"));
    }

    [Fact]
    public async Task Explicit_subscribers_each_get_every_item_in_order()
    {
        var grains = new[] { "x", "y" }.Select(key => Host.Client.GetGrain<IListenerGrain>(key)).ToArray();
        foreach (var grain in grains)
            await grain.ListenAsync("s");
        for (var i = 0; i < 20; i++)
            await grains[0].PublishAsync("s", i);
        foreach (var key in new[] { "x", "y" })
        {
            await Signals.ReachedAsync($"heard by {key}", 20);
            Assert.Equal(Enumerable.Range(0, 20).Select(static each => $"{each}"), Signals.Noted($"heard by {key}"));
        }
    }

    [Fact]
    public async Task After_unsubscribing_no_item_arrives()
    {
        var leaving = Host.Client.GetGrain<IListenerGrain>("leaving");
        var staying = Host.Client.GetGrain<IListenerGrain>("staying");
        await leaving.ListenAsync("s");
        await staying.ListenAsync("s");
        Assert.Equal(1, await leaving.SubscriptionsAsync("s"));
        await staying.PublishAsync("s", 1);
        await Signals.ReachedAsync("heard by leaving");
        await leaving.StopListeningAsync();
        Assert.Equal(0, await leaving.SubscriptionsAsync("s"));
        await staying.PublishAsync("s", 2);
        await Signals.ReachedAsync("heard by staying", 2);
        Assert.Equal(["1"], Signals.Noted("heard by leaving"));
    }

    [Fact]
    public async Task Code_outside_grains_can_subscribe()
    {
        var received = new List<int>();
        await Stream(ListenerGrain.Namespace, "out").SubscribeAsync((item, _) =>
        {
            received.Add(item);
            Signals.Count("received");
            return Task.CompletedTask;
        });
        var publisher = Grain<IListenerGrain>();
        for (var i = 0; i < 10; i++)
            await publisher.PublishAsync("out", i);
        await Signals.ReachedAsync("received", 10);
        Assert.Equal(Enumerable.Range(0, 10), received);
    }

    private IAsyncStream<int> Stream(string ns, string key) =>
        Host.Client.GetStreamProvider(GrainHostSettings.Streams).GetStream<int>(StreamId.Create(ns, key));
}
