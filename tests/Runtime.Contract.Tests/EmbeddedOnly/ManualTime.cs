namespace PromptGrid.Runtime.Contract.Tests.EmbeddedOnly;

/// <summary>A clock that moves only when the test says so. Timers fire on the thread that advances it.</summary>
public sealed class ManualTime : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<ManualTimer> _timers = [];
    private readonly List<(TimeSpan Due, int Times, TaskCompletionSource Reached)> _waiters = [];
    private readonly Dictionary<TimeSpan, int> _set = [];
    private DateTimeOffset _now = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
            return _now;
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        lock (_gate)
            _timers.Add(timer);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Completes when timers have been set to go off after <paramref name="due"/> so often, counted from the clock's
    /// beginning. A clock that moves on before a timer is set again makes that timer late.</summary>
    public Task SetAsync(TimeSpan due, int times)
    {
        lock (_gate)
        {
            if (_set.GetValueOrDefault(due) >= times)
                return Task.CompletedTask;
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.Add((due, times, reached));
            return reached.Task.WaitAsync(Hosting.Signals.Patience);
        }
    }

    /// <summary>Moves the clock on, firing what becomes due on the way in order.</summary>
    public void Advance(TimeSpan time)
    {
        var end = GetUtcNow() + time;
        while (true)
        {
            ManualTimer? due;
            lock (_gate)
            {
                due = _timers.Where(each => each.Due <= end).MinBy(static each => each.Due);
                if (due is null)
                {
                    _now = end;
                    return;
                }
                if (due.Due > _now)
                    _now = due.Due.Value;
                due.Due = due.Period > TimeSpan.Zero ? _now + due.Period : null;
            }
            due.Fire();
        }
    }

    private void NoteSet(TimeSpan due)
    {
        var times = _set[due] = _set.GetValueOrDefault(due) + 1;
        foreach (var waiter in _waiters.Where(each => each.Due == due && each.Times <= times).ToArray())
        {
            waiter.Reached.TrySetResult();
            _waiters.Remove(waiter);
        }
    }

    private sealed class ManualTimer(ManualTime time, TimerCallback callback, object? state) : ITimer
    {
        public DateTimeOffset? Due { get; set; }

        public TimeSpan Period { get; private set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._gate)
            {
                Due = dueTime == Timeout.InfiniteTimeSpan ? null : time._now + dueTime;
                Period = period;
                time.NoteSet(dueTime);
            }
            return true;
        }

        public void Dispose()
        {
            lock (time._gate)
                time._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
