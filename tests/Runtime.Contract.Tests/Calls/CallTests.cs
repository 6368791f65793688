using System.Collections.Immutable;

namespace PromptGrid.Runtime.Contract.Tests.Calls;

public sealed class CallTests : ContractTest
{
    private static readonly Parcel s_parcel = new("label", [1, 2, 3], new DateTimeOffset(2025, 3, 4, 5, 6, 7, TimeSpan.Zero));

    [Fact]
    public async Task Arguments_and_results_arrive_as_they_were_sent()
    {
        var grain = Grain<ICallGrain>();
        Assert.True(s_parcel.SameAs(await grain.EchoAsync(s_parcel)));
        Assert.True(s_parcel.SameAs(await grain.EchoValueAsync(s_parcel, late: false)));
        Assert.True(s_parcel.SameAs(await grain.EchoValueAsync(s_parcel, late: true)));
    }

    [Fact]
    public async Task What_a_grain_keeps_does_not_change_when_the_caller_goes_on_with_its_value()
    {
        var grain = Grain<ICallGrain>();
        var mine = s_parcel;
        await grain.KeepAsync(mine);
        mine = mine with { Label = "changed", Numbers = mine.Numbers.SetItem(0, 99) };
        var kept = await grain.KeptAsync();
        Assert.True(kept.SameAs(s_parcel));
        Assert.False(kept.SameAs(mine));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_exception_reaches_the_caller_with_its_type_and_message(bool late)
    {
        var grain = Grain<ICallGrain>();
        await grain.PingAsync();
        var exception = await Assert.ThrowsAsync<InvalidDataException>(() => grain.FailAsync("out of range", late));
        Assert.Equal("out of range", exception.Message);
        exception = await Assert.ThrowsAsync<InvalidDataException>(async () => await grain.FailValueAsync("out of values", late));
        Assert.Equal("out of values", exception.Message);
    }

    [Fact]
    public async Task A_call_that_fails_leaves_the_grain_as_it_was()
    {
        var grain = Grain<ICallGrain>();
        Assert.Equal(1, await grain.NextAsync());
        await Assert.ThrowsAsync<InvalidDataException>(() => grain.FailAsync("no", late: true));
        Assert.Equal(2, await grain.NextAsync());
    }

    [Fact]
    public async Task A_one_way_call_is_over_for_the_caller_before_the_grain_has_finished()
    {
        var grain = Grain<ICallGrain>();
        await grain.PingAsync();
        await grain.OneWayAsync("door", fails: false);
        await Signals.ReachedAsync("inside");
        Assert.Equal(0, Signals.Counted("through"));
        Signals.Open("door");
        await Signals.ReachedAsync("through");
    }

    [Fact]
    public async Task A_one_way_call_that_fails_tells_nobody_and_the_grain_goes_on()
    {
        var grain = Grain<ICallGrain>();
        Signals.Open("door");
        await grain.OneWayAsync("door", fails: true);
        await Signals.ReachedAsync("through");
        Assert.Equal(1, await grain.NextAsync());
    }

    [Fact]
    public async Task A_caller_gets_a_timeout_while_the_call_goes_on()
    {
        var grain = Grain<ICallGrain>();
        await Assert.ThrowsAsync<TimeoutException>(() => grain.WaitBrieflyAtAsync("door"));
        Assert.Equal(0, Signals.Counted("through"));
        Signals.Open("door");
        await Signals.ReachedAsync("through");
    }

    [Fact]
    public async Task A_call_that_timed_out_in_the_queue_is_never_executed()
    {
        var grain = Grain<ICallGrain>();
        var first = grain.WaitAtAsync("door");
        await Signals.ReachedAsync("inside");
        await Assert.ThrowsAsync<TimeoutException>(() => grain.WaitBrieflyAtAsync("door"));
        Signals.Open("door");
        await first;
        await grain.NextAsync();
        Assert.Equal(1, Signals.Counted("inside"));
    }

    [Fact]
    public void References_to_the_same_grain_are_equal()
    {
        var one = Host.Client.GetGrain<ICallGrain>("same");
        Assert.Equal(one, Host.Client.GetGrain<ICallGrain>("same"));
        Assert.NotEqual(one, Host.Client.GetGrain<ICallGrain>("other"));
        Assert.Equal(one.GetGrainId(), one.AsReference<ICallGrain>().GetGrainId());
    }
}
