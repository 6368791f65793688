namespace PromptGrid.Runtime.Contract.Tests.Turns;

public sealed class TurnGrain(Signals signals) : Grain, ITurnGrain
{
    public static readonly AsyncLocal<string?> Ambient = new();

    private int _value;

    public async Task<int> IncrementAsync()
    {
        var value = _value;
        await Task.Yield();
        await Task.Run(static () => { });
        await Task.Yield();
        return _value = value + 1;
    }

    public async Task WaitAtAsync(string door)
    {
        signals.Count("entered");
        await signals.PassAsync(door);
        _value++;
        signals.Count("left");
    }

    public Task<int> ReadInterleavedAsync() => Task.FromResult(_value);

    public Task<int> ReadAsync() => Task.FromResult(_value);

    public async Task<bool> StaysOnItsSchedulerAsync()
    {
        var scheduler = TaskScheduler.Current;
        await Task.Yield();
        var afterYield = TaskScheduler.Current;
        await Task.Run(static () => { });
        var afterOther = TaskScheduler.Current;
        return scheduler != TaskScheduler.Default && afterYield == scheduler && afterOther == scheduler;
    }

    public Task<string?> AmbientAsync() => Task.FromResult(Ambient.Value);
}
