namespace PromptGrid.Runtime.Contract.Tests.Timers;

public sealed class TimerTests : ContractTest
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_timer_goes_on_ticking_and_never_overlaps_itself(bool interleave)
    {
        await Grain<ITimerGrain>().StartAsync(interleave, fails: false);
        await Signals.ReachedAsync("ticked", 20);
        Assert.Equal(0, Signals.Counted("overlapped"));
    }

    [Fact]
    public async Task A_tick_does_not_run_while_a_call_is_at_an_await()
    {
        var grain = Grain<ITimerGrain>();
        await grain.StartAsync(interleave: false, fails: false);
        var call = grain.WaitAtAsync("door");
        await Signals.ReachedAsync("inside");
        // Another grain's timer, started later, ticks many times meanwhile: this one's time has come as well.
        await Host.Client.GetGrain<IClockGrain>("clock").TickedAsync(20).WaitAsync(Signals.Patience);
        Signals.Open("door");
        await call;
        await Signals.ReachedAsync("ticked", Signals.Counted("ticked") + 1);
        var order = Signals.Noted("order");
        Assert.Equal("call ends", order[Array.IndexOf(order, "call begins") + 1]);
    }

    [Fact]
    public async Task An_interleaving_tick_runs_while_a_call_is_at_an_await()
    {
        var grain = Grain<ITimerGrain>();
        await grain.StartAsync(interleave: true, fails: false);
        var waiting = grain.WaitAtAsync("door");
        await Signals.ReachedAsync("inside");
        await Signals.ReachedAsync("ticked", Signals.Counted("ticked") + 3);
        Assert.False(waiting.IsCompleted);
        Signals.Open("door");
        await waiting;
    }

    [Fact]
    public async Task A_tick_that_fails_does_not_end_the_timer()
    {
        await Grain<ITimerGrain>().StartAsync(interleave: false, fails: true);
        await Signals.ReachedAsync("ticked", 5);
    }

    [Fact]
    public async Task Disposing_a_timer_cancels_the_token_of_a_running_tick()
    {
        var grain = Grain<ITimerGrain>();
        await grain.StartWaitingForTokenAsync();
        await Signals.ReachedAsync("ticked");
        await grain.StopAsync();
        await Signals.ReachedAsync("cancelled");
    }

    [Fact]
    public async Task A_timer_ends_with_its_activation()
    {
        var grain = Grain<ITimerGrain>();
        await grain.StartAsync(interleave: false, fails: false);
        await Signals.ReachedAsync("ticked", 3);
        await grain.DeactivateAsync();
        await Signals.ReachedAsync("deactivated");
        await Host.Client.GetGrain<IClockGrain>("clock").TickedAsync(20).WaitAsync(Signals.Patience);
        Assert.Equal("deactivated", Signals.Noted("order")[^1]);
    }

    [Fact]
    public async Task A_tick_that_waits_does_not_bring_a_deactivated_grain_back()
    {
        var grain = Grain<ITimerGrain>();
        await grain.StartAsync(interleave: false, fails: false);
        var call = grain.WaitThenDeactivateAsync("door");
        await Signals.ReachedAsync("inside");
        await Host.Client.GetGrain<IClockGrain>("clock").TickedAsync(20).WaitAsync(Signals.Patience);
        Signals.Open("door");
        await call;
        await Signals.ReachedAsync("deactivated");
        await Host.Client.GetGrain<IClockGrain>("clock").TickedAsync(20).WaitAsync(Signals.Patience);
        Assert.Equal(1, Signals.Counted("activated"));
    }

    [Fact]
    public async Task A_dormant_timer_fires_when_it_is_changed_and_then_only_once()
    {
        var grain = Grain<ITimerGrain>();
        await grain.StartDormantAsync();
        await Host.Client.GetGrain<IClockGrain>("clock").TickedAsync(5).WaitAsync(Signals.Patience);
        Assert.Equal(0, Signals.Counted("ticked"));
        await grain.FireAsync();
        await Signals.ReachedAsync("ticked");
        await Host.Client.GetGrain<IClockGrain>("clock").TickedAsync(20).WaitAsync(Signals.Patience);
        Assert.Equal(1, Signals.Counted("ticked"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    public async Task One_hundred_hot_callers_do_not_starve_a_timer(int hotGrains)
    {
        var grain = Grain<IClockGrain>();
        using var stop = new CancellationTokenSource();
        var callers = Enumerable.Range(0, 100).Select(i => Task.Run(async () =>
        {
            var hot = Host.Client.GetGrain<IClockGrain>($"hot {i % hotGrains}");
            while (!stop.IsCancellationRequested)
                await hot.NothingAsync();
        })).ToArray();
        // The timer's period is 2 ms; without yielding on 2 processors the first tick alone takes tens of seconds.
        await grain.TickedAsync(50).WaitAsync(TimeSpan.FromSeconds(15));
        await stop.CancelAsync();
        await Task.WhenAll(callers);
    }
}
