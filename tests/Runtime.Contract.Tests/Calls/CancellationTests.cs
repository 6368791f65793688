namespace PromptGrid.Runtime.Contract.Tests.Calls;

public sealed class CancellationTests : ContractTest
{
    [Fact]
    public async Task Cancelling_releases_the_caller_and_signals_the_grain()
    {
        using var source = new CancellationTokenSource();
        var call = Grain<ICancelGrain>().WaitUntilCancelledAsync(source.Token);
        await Signals.ReachedAsync("started");
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.WaitAsync(Signals.Patience));
        await Signals.ReachedAsync("cancelled");
    }

    [Fact]
    public async Task A_call_with_a_token_that_is_signalled_already_is_not_executed()
    {
        var grain = Grain<ICancelGrain>();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => grain.AddAsync(1, 2, new CancellationToken(canceled: true)));
        Assert.Equal(3, await grain.AddAsync(1, 2, CancellationToken.None));
        Assert.Equal(1, Signals.Counted("added"));
    }

    [Fact]
    public async Task A_call_that_is_cancelled_in_the_queue_releases_its_caller_and_the_next_call_is_served()
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
    }

    [Fact]
    public async Task A_token_that_is_never_signalled_changes_nothing()
    {
        using var source = new CancellationTokenSource();
        Assert.Equal(3, await Grain<ICancelGrain>().AddAsync(1, 2, source.Token));
        Assert.Equal(5, await Grain<ICancelGrain>().AddAsync(2, 3, source.Token));
    }
}
