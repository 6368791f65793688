namespace PromptGrid.Runtime.Contract.Tests.Turns;

public sealed class TurnTakingTests : ContractTest
{
    [Fact]
    public async Task One_hundred_concurrent_increments_with_awaits_inside_never_interleave()
    {
        var grain = Grain<ITurnGrain>();
        var results = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(grain.IncrementAsync)));
        Assert.Equal(Enumerable.Range(1, 100), results.Order());
    }

    [Fact]
    public async Task A_call_does_not_start_while_another_is_at_an_await()
    {
        var grain = Grain<ITurnGrain>();
        var first = grain.WaitAtAsync("door");
        await Signals.ReachedAsync("entered");
        var read = grain.ReadAsync();
        // An interleaving call was made later and is answered, so the ordinary one had its chance.
        Assert.Equal(0, await grain.ReadInterleavedAsync());
        Assert.False(read.IsCompleted);
        Signals.Open("door");
        await first;
        Assert.Equal(1, await read);
    }

    [Fact]
    public async Task An_always_interleave_call_runs_while_another_is_at_an_await()
    {
        var grain = Grain<ITurnGrain>();
        var first = grain.WaitAtAsync("door");
        await Signals.ReachedAsync("entered");
        Assert.Equal(0, await grain.ReadInterleavedAsync().WaitAsync(Signals.Patience));
        Assert.False(first.IsCompleted);
        Signals.Open("door");
        await first;
        Assert.Equal(1, await grain.ReadInterleavedAsync());
    }

    [Fact]
    public async Task Calls_of_a_reentrant_grain_interleave_at_awaits()
    {
        var grain = Grain<IReentrantGrain>();
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => grain.MeetAsync(10))).WaitAsync(Signals.Patience);
    }

    [Fact]
    public async Task Calls_of_a_reentrant_grain_never_run_in_parallel()
    {
        var grain = Grain<IReentrantGrain>();
        var alone = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => grain.RunsAloneAsync(200))));
        Assert.All(alone, Assert.True);
    }

    [Fact]
    public async Task A_read_only_call_does_not_start_while_a_write_is_at_an_await()
    {
        var grain = Grain<IReadOnlyGrain>();
        var write = grain.WriteAsync("door");
        await Signals.ReachedAsync("writing");
        Signals.Open("open");
        var read = grain.ReadAsync("open");
        await grain.PingAsync();
        Signals.Open("door");
        await write;
        await read;
        Assert.Equal(["write begins", "write ends", "read begins", "read ends"], Signals.Noted("order"));
    }

    [Fact]
    public async Task A_grain_continues_after_an_await_on_its_own_scheduler() =>
        Assert.True(await Grain<ITurnGrain>().StaysOnItsSchedulerAsync());

    [Fact]
    public async Task Ambient_values_of_the_caller_do_not_reach_the_grain()
    {
        var grain = Grain<ITurnGrain>();
        await grain.ReadAsync();
        TurnGrain.Ambient.Value = "the caller's";
        Assert.Null(await grain.AmbientAsync());
        Assert.Equal("the caller's", TurnGrain.Ambient.Value);
    }
}
