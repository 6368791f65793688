namespace PromptGrid.Runtime.Contract.Tests.Turns;

[Reentrant]
public sealed class ReentrantGrain(Signals signals) : Grain, IReentrantGrain
{
    private int _running;

    public async Task MeetAsync(int parties)
    {
        signals.Count("met");
        await signals.ReachedAsync("met", parties);
    }

    public async Task<bool> RunsAloneAsync(int stretches)
    {
        var alone = true;
        for (var i = 0; i < stretches; i++)
        {
            alone &= Interlocked.Increment(ref _running) == 1;
            Thread.SpinWait(50);
            Interlocked.Decrement(ref _running);
            await Task.Yield();
        }
        return alone;
    }
}
