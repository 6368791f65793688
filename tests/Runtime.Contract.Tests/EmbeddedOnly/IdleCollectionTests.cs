using Microsoft.Extensions.DependencyInjection;
using PromptGrid.Runtime.Contract.Tests.Lifecycle;

namespace PromptGrid.Runtime.Contract.Tests.EmbeddedOnly;

public sealed class IdleCollectionTests : IAsyncLifetime
{
    private readonly ManualTime _time = new();
    private EmbeddedGrainHost _host = null!;

    public async Task InitializeAsync() =>
        _host = await EmbeddedGrainHost.StartAsync(services: services => services.AddSingleton<TimeProvider>(_time));

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task An_idle_grain_is_deactivated_after_its_age_but_not_before()
    {
        var grain = _host.Client.GetGrain<ILifeGrain>("a");
        await grain.IncarnationAsync();
        _time.Advance(TimeSpan.FromMinutes(15));
        Assert.Equal(1, await grain.IncarnationAsync());
        _time.Advance(TimeSpan.FromMinutes(17));
        await _host.Signals.ReachedAsync("deactivated a");
        Assert.Equal([nameof(DeactivationReasonCode.ActivationIdle)], _host.Signals.Noted("deactivated a"));
        Assert.Equal(2, await grain.IncarnationAsync());
    }

    [Fact]
    public async Task A_grain_that_is_used_stays()
    {
        var grain = _host.Client.GetGrain<ILifeGrain>("a");
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(1, await grain.IncarnationAsync());
            _time.Advance(TimeSpan.FromMinutes(10));
        }
    }

    [Fact]
    public async Task A_keep_alive_grain_stays_for_ever()
    {
        await _host.Client.GetGrain<IKeptGrain>("a").TouchAsync();
        await _host.Client.GetGrain<ILifeGrain>("b").IncarnationAsync();
        _time.Advance(TimeSpan.FromDays(2));
        await _host.Signals.ReachedAsync("deactivated b");
        Assert.Equal(0, _host.Signals.Counted("kept deactivated"));
    }

    [Fact]
    public async Task A_grain_can_delay_its_collection()
    {
        await _host.Client.GetGrain<IDelayingGrain>("a").DelayDeactivationAsync(TimeSpan.FromHours(2));
        await _host.Client.GetGrain<ILifeGrain>("b").IncarnationAsync();
        _time.Advance(TimeSpan.FromHours(1));
        await _host.Signals.ReachedAsync("deactivated b");
        Assert.Empty(_host.Signals.Noted("delaying deactivated"));
        _time.Advance(TimeSpan.FromHours(1.1));
        await _host.Signals.ReachedAsync("delaying deactivated");
    }

    [Fact]
    public async Task A_call_that_runs_keeps_its_grain()
    {
        var call = _host.Client.GetGrain<IDelayingGrain>("a").HoldAsync("door");
        await _host.Signals.ReachedAsync("held");
        await _host.Client.GetGrain<ILifeGrain>("b").IncarnationAsync();
        _time.Advance(TimeSpan.FromHours(1));
        await _host.Signals.ReachedAsync("deactivated b");
        Assert.Empty(_host.Signals.Noted("delaying deactivated"));
        _host.Signals.Open("door");
        // The hour was longer than the caller's patience, though not than the grain's life.
        await Assert.ThrowsAsync<TimeoutException>(() => call);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Ticks_keep_a_grain_only_if_the_timer_says_so(bool keepAlive)
    {
        await _host.Client.GetGrain<IDelayingGrain>("a").StartTimerAsync(keepAlive);
        for (var i = 1; i <= 50 && _host.Signals.Counted("delaying deactivated") == 0; i++)
        {
            _time.Advance(DelayingGrain.TickPeriod);
            // The next round needs the timer to be set again, which comes after the tick has been counted.
            await await Task.WhenAny(_time.SetAsync(DelayingGrain.TickPeriod, i + 1), _host.Signals.ReachedAsync("delaying deactivated"));
        }
        Assert.Equal(keepAlive ? 0 : 1, _host.Signals.Counted("delaying deactivated"));
    }
}
