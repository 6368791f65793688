namespace PromptGrid.Runtime.Contract.Tests.Calls;

public sealed class CallChainTests : ContractTest
{
    [Fact]
    public async Task A_chain_that_leads_back_to_its_grain_ends_in_a_timeout()
    {
        var (a, b) = Pair();
        await Assert.ThrowsAsync<TimeoutException>(() => a.ThereAndBackAsync(b, allowed: false));
    }

    [Fact]
    public async Task A_grain_that_was_in_a_deadlock_serves_calls_again_afterwards()
    {
        var (a, b) = Pair();
        await Assert.ThrowsAsync<TimeoutException>(() => a.ThereAndBackAsync(b, allowed: false));
        Assert.Equal("a", await a.NameAsync());
        Assert.Equal("b", await b.NameAsync());
    }

    [Fact]
    public async Task A_chain_may_lead_back_where_the_grain_allows_it()
    {
        var (a, b) = Pair();
        Assert.Equal("a", await a.ThereAndBackAsync(b, allowed: true));
    }

    [Fact]
    public async Task A_grain_can_forbid_the_way_back_for_an_inner_stretch()
    {
        var (a, b) = Pair();
        await Assert.ThrowsAsync<TimeoutException>(() => a.SuppressedAsync(b));
    }

    [Fact]
    public async Task A_section_lets_in_only_its_own_chain()
    {
        var (a, _) = Pair();
        var holding = a.HoldOpenAsync("door");
        await Signals.ReachedAsync("open");
        await Assert.ThrowsAsync<TimeoutException>(a.NameSoonAsync);
        Signals.Open("door");
        await holding;
        Assert.Equal("a", await a.NameAsync());
    }

    [Fact]
    public async Task A_long_chain_of_different_grains_completes() =>
        Assert.Equal(200, await Grain<IChainGrain>("deep").DeepAsync(200).WaitAsync(Signals.Patience));

    private (IChainGrain A, IChainGrain B) Pair() => (Grain<IChainGrain>("a"), Grain<IChainGrain>("b"));
}
