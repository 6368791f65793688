using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PromptGrid.Embedded.Hosting;
using PromptGrid.Runtime.Contract.Tests.Calls;
using PromptGrid.Runtime.Contract.Tests.Lifecycle;
using PromptGrid.Runtime.Contract.Tests.Turns;

namespace PromptGrid.Runtime.Contract.Tests.EmbeddedOnly;

public sealed class HostingTests
{
    [Fact]
    public async Task A_host_with_impossible_options_does_not_start_and_says_why()
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => EmbeddedGrainHost.StartAsync(configure: static options =>
        {
            options.MailboxLimit = 0;
            options.IdleAge = TimeSpan.Zero;
        }));
        Assert.Contains(exception.Failures, static each => each.Contains("MailboxLimit", StringComparison.Ordinal));
        Assert.Contains(exception.Failures, static each => each.Contains("IdleAge is 00:00:00", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_assembly_without_grains_stops_the_start_and_is_named()
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddEmbeddedGrains().AddGrains(typeof(FactAttribute).Assembly);
        using var host = builder.Build();
        var exception = await Assert.ThrowsAsync<OrleansException>(() => host.StartAsync());
        Assert.Contains("xunit.core has no grain classes", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_hosts_in_one_process_have_grains_of_their_own()
    {
        await using var one = await EmbeddedGrainHost.StartAsync();
        await using var two = await EmbeddedGrainHost.StartAsync();
        await one.Client.GetGrain<ICallGrain>("a").NextAsync();
        Assert.Equal(2, await one.Client.GetGrain<ICallGrain>("a").NextAsync());
        Assert.Equal(1, await two.Client.GetGrain<ICallGrain>("a").NextAsync());
    }

    [Fact]
    public async Task A_call_to_an_idle_grain_that_completes_at_once_runs_on_the_calling_thread()
    {
        await using var host = await EmbeddedGrainHost.StartAsync();
        var grain = host.Client.GetGrain<ICallGrain>("a");
        var completed = 0;
        for (var i = 0; i < 1_000; i++)
        {
            var call = grain.NextAsync();
            if (call.IsCompletedSuccessfully)
                completed++;
            await call;
        }
        // One in 256 is queued on purpose, so that a caller in a loop gives its thread back; the next may find the grain still busy.
        Assert.InRange(completed, 900, 999);
    }

    [Fact]
    public async Task Queued_calls_of_one_caller_run_in_the_order_in_which_they_were_made()
    {
        await using var host = await EmbeddedGrainHost.StartAsync();
        var grain = host.Client.GetGrain<ICallGrain>("a");
        var blocking = grain.WaitAtAsync("door");
        await host.Signals.ReachedAsync("inside");
        var calls = Enumerable.Range(0, 100).Select(_ => grain.NextAsync()).ToArray();
        host.Signals.Open("door");
        await blocking;
        Assert.Equal(Enumerable.Range(1, 100), await Task.WhenAll(calls));
    }

    [Fact]
    public async Task A_grain_that_hangs_costs_no_other_its_deactivation_and_the_stop_ends()
    {
        await using var host = await EmbeddedGrainHost.StartAsync(
            configure: static options => options.DrainTimeout = TimeSpan.FromMilliseconds(300));
        await host.Client.GetGrain<IDelayingGrain>("idle").DelayDeactivationAsync(TimeSpan.Zero);
        var hanging = host.Client.GetGrain<ICallGrain>("hanging").WaitAtAsync("never");
        await host.Signals.ReachedAsync("inside");
        await host.StopAsync().WaitAsync(Signals.Patience);
        Assert.Equal([nameof(DeactivationReasonCode.ShuttingDown)], host.Signals.Noted("delaying deactivated"));
        Assert.False(hanging.IsCompleted);
    }

    [Fact]
    public async Task Calls_that_were_queued_before_a_stop_are_served_by_the_activation_that_they_waited_for()
    {
        await using var host = await EmbeddedGrainHost.StartAsync();
        var grain = host.Client.GetGrain<ILifeGrain>("busy");
        var holding = grain.HoldAsync("door");
        await host.Signals.ReachedAsync("held");
        var queued = Enumerable.Range(0, 20).Select(_ => grain.IncarnationAsync()).ToArray();
        var stopping = host.StopAsync();
        host.Signals.Open("door");
        await holding;
        Assert.All(await Task.WhenAll(queued), static each => Assert.Equal(1, each));
        await stopping;
        Assert.Equal(1, host.Signals.Counted("activated busy"));
    }

    [Fact]
    public async Task Calls_and_refusals_are_counted()
    {
        using var meter = new MeterReadings();
        await using var host = await EmbeddedGrainHost.StartAsync(new GrainHostSettings { MailboxLimit = 1 });
        var grain = host.Client.GetGrain<ICallGrain>("a");
        var blocking = grain.WaitAtAsync("door");
        await host.Signals.ReachedAsync("inside");
        var waiting = grain.NextAsync();
        await Assert.ThrowsAsync<LimitExceededException>(grain.NextAsync);
        host.Signals.Open("door");
        await blocking;
        await waiting;
        Assert.True(meter.Sum("promptgrid.grains.mailbox.rejections") >= 1);
        Assert.True(meter.Sum("promptgrid.grains.calls") >= 2);
    }

    [Fact]
    public async Task A_queued_call_that_timed_out_makes_room_in_the_mailbox()
    {
        await using var host = await EmbeddedGrainHost.StartAsync(new GrainHostSettings { MailboxLimit = 1 });
        var grain = host.Client.GetGrain<ICallGrain>("a");
        var blocking = grain.WaitAtAsync("door");
        await host.Signals.ReachedAsync("inside");
        await Assert.ThrowsAsync<TimeoutException>(() => grain.WaitBrieflyAtAsync("door"));
        var waiting = grain.NextAsync();
        host.Signals.Open("door");
        await blocking;
        Assert.Equal(1, await waiting.WaitAsync(Signals.Patience));
    }

    [Fact]
    public async Task Logs_never_contain_arguments()
    {
        var logs = new RecordingLoggers();
        const string Secret = "the secret argument";
        await using (var host = await EmbeddedGrainHost.StartAsync(services: services => services.AddSingleton<ILoggerProvider>(logs)
            .Configure<LoggerFilterOptions>(static options => options.MinLevel = LogLevel.Trace)))
        {
            var grain = host.Client.GetGrain<ICallGrain>("a");
            host.Signals.Open(Secret);
            await grain.OneWayAsync(Secret, fails: true);
            await grain.WaitAtAsync(Secret);
            await Assert.ThrowsAsync<InvalidDataException>(() => grain.FailAsync("failed", late: true));
        }
        Assert.Contains(logs.Lines, static line => line.Contains("OneWayAsync", StringComparison.Ordinal));
        Assert.DoesNotContain(logs.Lines, static line => line.Contains(Secret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Calls_made_on_a_thread_with_a_synchronization_context_leave_the_grain_on_its_scheduler()
    {
        await using var host = await EmbeddedGrainHost.StartAsync();
        var grain = host.Client.GetGrain<ITurnGrain>("a");
        var isIdle = false;
        while (!isIdle)
        {
            var read = grain.ReadAsync();
            isIdle = read.IsCompletedSuccessfully;
            await read;
        }
        var outer = SynchronizationContext.Current;
        var mine = new OtherContext();
        SynchronizationContext.SetSynchronizationContext(mine);
        var stays = grain.StaysOnItsSchedulerAsync();
        var afterwards = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(outer);
        Assert.True(await stays);
        Assert.Same(mine, afterwards);
    }

    // Awaits do not capture a context of the base class itself.
    private sealed class OtherContext : SynchronizationContext;
}
