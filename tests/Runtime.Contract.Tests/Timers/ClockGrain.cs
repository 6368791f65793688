namespace PromptGrid.Runtime.Contract.Tests.Timers;

public sealed class ClockGrain : Grain, IClockGrain
{
    public async Task TickedAsync(int ticks)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var timer = this.RegisterGrainTimer(
            () =>
            {
                if (--ticks <= 0)
                    done.TrySetResult();
                return Task.CompletedTask;
            },
            new GrainTimerCreationOptions(TimeSpan.FromMilliseconds(2), TimeSpan.FromMilliseconds(2)));
        await done.Task;
    }

    public Task NothingAsync() => Task.CompletedTask;
}
