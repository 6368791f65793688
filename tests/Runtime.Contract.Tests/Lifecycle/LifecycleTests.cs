namespace PromptGrid.Runtime.Contract.Tests.Lifecycle;

public sealed class LifecycleTests : ContractTest
{
    [Fact]
    public async Task Concurrent_first_calls_share_one_activation()
    {
        var grain = Grain<ILifeGrain>();
        var incarnations = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(grain.IncarnationAsync)));
        Assert.All(incarnations, each => Assert.Equal(1, each));
    }

    [Fact]
    public async Task A_grain_that_deactivated_is_activated_afresh_by_the_next_call()
    {
        var grain = Grain<ILifeGrain>();
        Assert.Equal(1, await grain.IncarnationAsync());
        await grain.DeactivateAsync();
        Assert.Equal(2, await grain.IncarnationAsync());
        Assert.Equal([nameof(DeactivationReasonCode.ApplicationRequested)], Signals.Noted($"deactivated {grain.GetPrimaryKeyString()}"));
    }

    [Fact]
    public async Task Calls_queued_behind_DeactivateOnIdle_are_served_by_the_next_activation()
    {
        var grain = Grain<ILifeGrain>();
        var first = grain.DeactivateAfterAsync("door");
        await Signals.ReachedAsync("inside");
        var queued = Enumerable.Range(0, 20).Select(_ => grain.IncarnationAsync()).ToArray();
        Signals.Open("door");
        Assert.Equal(1, await first);
        Assert.All(await Task.WhenAll(queued), each => Assert.Equal(2, each));
    }

    [Fact]
    public async Task A_failed_activation_fails_the_waiting_calls_and_the_next_call_tries_again()
    {
        var grain = Grain<IFragileGrain>();
        var waiting = Enumerable.Range(0, 5).Select(_ => grain.AnswerAsync()).ToArray();
        await Signals.ReachedAsync("tried");
        Signals.Open("fail");
        foreach (var call in waiting)
        {
            var exception = await Assert.ThrowsAsync<InvalidDataException>(() => call);
            Assert.Equal("the record is damaged", exception.Message);
        }
        Assert.Equal(2, await grain.AnswerAsync());
    }

    [Fact]
    public async Task A_grain_knows_its_key_whatever_characters_it_has()
    {
        var grain = Host.Client.GetGrain<ILifeGrain>("a/b c+ü#1");
        Assert.Equal("a/b c+ü#1", await grain.KeyAsync());
        Assert.Equal("a/b c+ü#1", grain.GetPrimaryKeyString());
    }

    [Fact]
    public async Task An_orderly_stop_finishes_running_calls_and_deactivates_every_grain()
    {
        await using var host = await GrainHost.StartAsync();
        var busy = host.Client.GetGrain<ILifeGrain>("busy");
        var first = busy.DeactivateAfterAsync("door");
        await host.Client.GetGrain<ILifeGrain>("idle").IncarnationAsync();
        await host.Signals.ReachedAsync("inside");
        var stopping = host.StopAsync();
        await host.Signals.ReachedAsync("deactivated idle");
        host.Signals.Open("door");
        await stopping;
        Assert.Equal(1, await first);
        Assert.Equal([nameof(DeactivationReasonCode.ShuttingDown)], host.Signals.Noted("deactivated idle"));
        Assert.Equal(host.Signals.Counted("activated busy"), host.Signals.Counted("deactivated busy"));
    }

    [Fact]
    public async Task Calls_from_outside_are_refused_once_the_host_has_stopped()
    {
        await using var host = await GrainHost.StartAsync();
        var grain = host.Client.GetGrain<ILifeGrain>("late");
        await grain.IncarnationAsync();
        await host.StopAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => grain.IncarnationAsync().WaitAsync(Signals.Patience));
        Assert.Equal(1, host.Signals.Counted("activated late"));
    }
}
