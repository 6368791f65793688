using PromptGrid.Runtime.Contract.Tests.Calls;
using PromptGrid.Runtime.Contract.Tests.Lifecycle;
using PromptGrid.Runtime.Contract.Tests.Turns;

namespace PromptGrid.Runtime.Contract.Tests.EmbeddedOnly;

/// <summary>What the in-process runtime does and Orleans does not: no grain may rely on it.</summary>
public sealed class StricterThanOrleansTests : ContractTest
{
    [Fact]
    public async Task A_call_that_is_cancelled_in_the_queue_is_never_executed()
    {
        var grain = Grain<ICancelGrain>();
        var holding = grain.HoldAsync("door");
        await Signals.ReachedAsync("held");
        using var source = new CancellationTokenSource();
        var queued = grain.AddAsync(1, 2, source.Token);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => queued.WaitAsync(Signals.Patience));
        Signals.Open("door");
        await holding;
        Assert.Equal(7, await grain.AddAsync(3, 4, CancellationToken.None));
        Assert.Equal(1, Signals.Counted("added"));
    }

    [Fact]
    public async Task A_write_waits_until_the_last_of_the_read_only_calls_has_ended()
    {
        var grain = Grain<IReadOnlyGrain>();
        var first = grain.ReadAsync("first");
        var second = grain.ReadAsync("second");
        await Signals.ReachedAsync("reading", 2);
        var write = grain.WriteAsync("open");
        Signals.Open("open");
        Signals.Open("first");
        await first;
        await grain.PingAsync();
        Signals.Open("second");
        await second;
        await write;
        Assert.Equal(
            ["read begins", "read begins", "read ends", "read ends", "write begins", "write ends"], Signals.Noted("order"));
    }

    [Fact]
    public async Task An_orderly_stop_finishes_queued_calls_and_deactivates_every_grain()
    {
        await using var host = await GrainHost.StartAsync();
        var busy = host.Client.GetGrain<ILifeGrain>("busy");
        var first = busy.DeactivateAfterAsync("door");
        await host.Client.GetGrain<ILifeGrain>("idle").IncarnationAsync();
        await host.Signals.ReachedAsync("inside");
        var queued = busy.KeyAsync();
        var stopping = host.StopAsync();
        await host.Signals.ReachedAsync("deactivated idle");
        host.Signals.Open("door");
        await stopping;
        Assert.Equal(1, await first);
        Assert.Equal("busy", await queued);
        Assert.Equal([nameof(DeactivationReasonCode.ShuttingDown)], host.Signals.Noted("deactivated idle"));
        Assert.Equal(host.Signals.Counted("activated busy"), host.Signals.Counted("deactivated busy"));
    }
}
