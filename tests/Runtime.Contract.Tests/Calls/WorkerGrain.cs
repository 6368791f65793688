namespace PromptGrid.Runtime.Contract.Tests.Calls;

[StatelessWorker(3)]
public sealed class WorkerGrain(Signals signals) : Grain, IWorkerGrain
{
    private static int s_working;

    public async Task MeetAsync()
    {
        signals.Count("met");
        await signals.ReachedAsync("met", 3);
    }

    public async Task<int> WorkAsync()
    {
        var working = Interlocked.Increment(ref s_working);
        await Task.Yield();
        await Task.Run(static () => { });
        Interlocked.Decrement(ref s_working);
        return working;
    }
}
