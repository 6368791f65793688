namespace PromptGrid.Runtime.Contract.Tests.Calls;

public sealed class MailboxTests : ContractTest
{
    protected override GrainHostSettings Settings { get; } = new() { MailboxLimit = 10 };

    [Fact]
    public async Task A_full_mailbox_refuses_calls_at_once_and_serves_the_ones_it_took()
    {
        var grain = Grain<ICallGrain>();
        var blocking = grain.WaitAtAsync("door");
        await Signals.ReachedAsync("inside");
        // Some more than fit, because runtimes differ by one or two in what they count.
        var calls = Enumerable.Range(0, 20).Select(_ => grain.NextAsync()).ToArray();
        var refused = await Task.WhenAny(calls).WaitAsync(Signals.Patience);
        await Assert.ThrowsAsync<LimitExceededException>(() => refused);
        Signals.Open("door");
        await blocking;
        await Task.WhenAll(calls).ContinueWith(static _ => { }, TaskScheduler.Default);
        var served = calls.Count(static each => each.IsCompletedSuccessfully);
        Assert.InRange(served, 9, 12);
        Assert.Equal(served + 1, await grain.NextAsync());
    }
}
