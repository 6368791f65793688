namespace PromptGrid.Simulation.Tests.Replay;

/// <summary>A timer on virtual time. Dies with its process.</summary>
internal sealed class SimTimer(SimProcess process, TimerCallback callback, object? state) : ITimer
{
    private TimeSpan _period;

    /// <summary>When it fires next, in ticks; <see cref="long.MaxValue"/> when it does not.</summary>
    public long Due { get; private set; } = long.MaxValue;

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        _period = period;
        Due = dueTime == Timeout.InfiniteTimeSpan ? long.MaxValue : process.Scheduler.Ticks + dueTime.Ticks;
        if (Due != long.MaxValue) process.Scheduler.Arm(this);
        return true;
    }

    /// <summary>Its place in the queue has come; an older place than the last change named is void.</summary>
    public void Elapsed(long due)
    {
        if (due != Due || !process.IsAlive) return;
        Due = long.MaxValue;
        process.Post("timer", Fire);
    }

    public void Dispose() => Due = long.MinValue;

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private void Fire()
    {
        if (Due == long.MinValue) return;
        if (_period > TimeSpan.Zero && Due == long.MaxValue) Change(_period, _period);
        callback(state);
    }
}
