using Orleans.Runtime;
using PromptGrid.Embedded.Activations;

namespace PromptGrid.Embedded.Timers;

/// <summary>
/// A timer of one activation. The clock only queues a tick; the tick is a turn of the grain, and the next period starts when it
/// has finished.
/// </summary>
internal abstract class GrainTimer : IGrainTimer
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _cancellation = new();
    private readonly ITimer _clock;
    private readonly TimeSpan _firstDue;
    private TimeSpan _period;
    private bool _ticking;
    private bool _elapsedWhileTicking;
    private bool _changedWhileTicking;
    private bool _disposed;

    protected GrainTimer(Activation activation, GrainTimerCreationOptions options)
    {
        ThrowIfInvalid(options.DueTime, nameof(options.DueTime));
        ThrowIfInvalid(options.Period, nameof(options.Period));
        Activation = activation;
        Interleave = options.Interleave;
        KeepAlive = options.KeepAlive;
        _firstDue = options.DueTime;
        _period = options.Period;
        using (ExecutionContext.IsFlowSuppressed() ? default(AsyncFlowControl?) : ExecutionContext.SuppressFlow())
        {
            _clock = activation.Runtime.Time.CreateTimer(
                static timer => ((GrainTimer)timer!).Elapsed(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    internal bool Interleave { get; }

    internal bool KeepAlive { get; }

    private protected Activation Activation { get; }

    public void Change(TimeSpan dueTime, TimeSpan period)
    {
        ThrowIfInvalid(dueTime, nameof(dueTime));
        ThrowIfInvalid(period, nameof(period));
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _period = period;
            _changedWhileTicking = _ticking;
            _elapsedWhileTicking = false;
            _clock.Change(dueTime, Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed)
                return;
            _disposed = true;
        }
        _clock.Dispose();
        _cancellation.Cancel();
        Activation.RemoveTimer(this);
    }

    internal void Start()
    {
        lock (_gate)
        {
            if (!_disposed)
                _clock.Change(_firstDue, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Runs the callback and starts the next period. Runs as a turn; never throws.</summary>
    internal async Task TickAsync()
    {
        try
        {
            if (!_cancellation.IsCancellationRequested)
                await InvokeAsync(_cancellation.Token);
        }
        catch (OperationCanceledException) when (_cancellation.IsCancellationRequested)
        {
            // The timer was disposed during the tick, and the callback heeded it.
        }
        catch (Exception exception)
        {
            Activation.Runtime.LogTimerFailed(exception, Activation.GrainId);
        }
        finally
        {
            StartNextPeriod();
        }
    }

    /// <summary>Calls the grain's callback.</summary>
    protected abstract Task InvokeAsync(CancellationToken cancellationToken);

    private static void ThrowIfInvalid(TimeSpan time, string name)
    {
        if (time < TimeSpan.Zero && time != Timeout.InfiniteTimeSpan)
            throw new ArgumentOutOfRangeException(name, time, "A timer needs a time that is not negative, or Timeout.InfiniteTimeSpan.");
    }

    private void Elapsed()
    {
        lock (_gate)
        {
            if (_disposed)
                return;
            if (_ticking)
            {
                // Change was called during a tick, and its time is up before that tick has finished: the next tick has to wait.
                _elapsedWhileTicking = true;
                return;
            }
            _ticking = true;
        }
        Activation.TryDispatch(new TimerTick(this));
    }

    private void StartNextPeriod()
    {
        lock (_gate)
        {
            if (_disposed)
                return;
            _ticking = _elapsedWhileTicking;
            if (!_elapsedWhileTicking && !_changedWhileTicking)
                _clock.Change(_period, Timeout.InfiniteTimeSpan);
            _changedWhileTicking = false;
            _elapsedWhileTicking = false;
            if (!_ticking)
                return;
        }
        Activation.TryDispatch(new TimerTick(this));
    }
}
