namespace PromptGrid.Runtime.Contract.Tests.Calls;

public sealed class RequestContextTests : ContractTest
{
    [Fact]
    public async Task A_value_reaches_the_grain_and_the_grains_that_it_calls()
    {
        RequestContext.Set("who", "ada");
        var grain = Grain<IContextGrain>();
        Assert.Equal("ada", await grain.GetAsync("who"));
        Assert.Equal("ada", await grain.GetBeyondAsync("who"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_value_set_in_the_grain_reaches_neither_its_caller_nor_the_next_call(bool late)
    {
        var grain = Grain<IContextGrain>();
        await grain.GetAsync("who");
        await grain.SetAsync("who", "grace", late);
        Assert.Null(RequestContext.Get("who"));
        Assert.Null(await grain.GetAsync("who"));
    }

    [Fact]
    public async Task A_removed_value_does_not_travel_any_more()
    {
        var grain = Grain<IContextGrain>();
        RequestContext.Set("who", "ada");
        RequestContext.Set("what", "engine");
        Assert.True(RequestContext.Remove("who"));
        Assert.Null(await grain.GetAsync("who"));
        Assert.Equal("engine", await grain.GetAsync("what"));
        RequestContext.Clear();
        Assert.Null(await grain.GetAsync("what"));
    }

    [Fact]
    public async Task Concurrent_callers_each_have_their_own_values()
    {
        var grain = Grain<IContextGrain>();
        var seen = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Task.Run(async () =>
        {
            RequestContext.Set("who", $"caller {i}");
            return (Expected: $"caller {i}", Seen: await grain.GetAsync("who"));
        })));
        Assert.All(seen, static each => Assert.Equal(each.Expected, each.Seen));
    }
}
