namespace PromptGrid.Runtime.Contract.Tests.Calls;

public sealed class StatelessWorkerTests : ContractTest
{
    [Fact]
    public async Task Calls_run_side_by_side_on_several_workers()
    {
        var grain = Grain<IWorkerGrain>();
        await Task.WhenAll(grain.MeetAsync(), grain.MeetAsync(), grain.MeetAsync()).WaitAsync(Signals.Patience);
    }

    [Fact]
    public async Task There_are_never_more_workers_than_allowed()
    {
        var grain = Grain<IWorkerGrain>();
        var working = await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => Task.Run(grain.WorkAsync)));
        Assert.InRange(working.Max(), 1, 3);
    }
}
