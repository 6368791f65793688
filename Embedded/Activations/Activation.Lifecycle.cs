using Orleans;
using PromptGrid.Embedded.Calls;
using PromptGrid.Embedded.Timers;

namespace PromptGrid.Embedded.Activations;

/// <summary>How an activation begins and ends. Both ends run as turns.</summary>
internal sealed partial class Activation
{
    private int _lastUse;
    private long _keepUntil;
    private bool _deactivationBegun;
    private DeactivationReason _reason;
    private TaskCompletionSource? _drained;

    /// <inheritdoc/>
    public void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            if (_reason.ReasonCode == DeactivationReasonCode.None)
                _reason = deactivationReason;
            if (_state == ActivationState.Active)
            {
                _state = ActivationState.Deactivating;
                BeginDeactivationIfIdleLocked();
            }
            if (_state != ActivationState.Created)
                return;
            // Nothing was built and nobody waits, so there is nothing to end: a first call would have begun the activation.
            _state = ActivationState.Invalid;
        }
        Runtime.Catalog.Remove(this, _group);
        _deactivated?.TrySetResult();
    }

    internal void DelayDeactivation(TimeSpan time)
    {
        var now = Runtime.Time.GetTimestamp();
        lock (_gate)
        {
            // Long.MaxValue stands for a span that the clock cannot hold.
            var ticks = time.TotalSeconds * Runtime.Time.TimestampFrequency;
            _keepUntil = time < TimeSpan.Zero && time != Timeout.InfiniteTimeSpan ? 0
                : time == Timeout.InfiniteTimeSpan || ticks >= long.MaxValue - now ? long.MaxValue
                : now + (long)ticks;
        }
    }

    /// <summary>Completes when no call runs or waits here, or the activation has ended.</summary>
    internal Task DrainedAsync()
    {
        lock (_gate)
        {
            if (_state is ActivationState.Created or ActivationState.Invalid || (_running == 0 && _waiting == 0))
                return Task.CompletedTask;
            if (_drained is not { Task.IsCompleted: false })
                _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return Task.WhenAny(_drained.Task, Deactivated);
        }
    }

    /// <summary>Deactivates if nothing has used the activation for its class's idle age.</summary>
    internal void DeactivateIfIdle(int epoch, long now)
    {
        lock (_gate)
        {
            if (_state != ActivationState.Active || _running != 0 || _waiting != 0
                || epoch - _lastUse < Class.IdleEpochs || now < _keepUntil)
            {
                return;
            }
            Deactivate(new(DeactivationReasonCode.ActivationIdle, "No call came for the idle age."));
        }
    }

    private void BeginActivationLocked()
    {
        _state = ActivationState.Activating;
        Scheduler.Enqueue(new LifecycleItem(this, static activation => activation.ActivateAsync()));
    }

    private void BeginDeactivationIfIdleLocked()
    {
        if (_state != ActivationState.Deactivating || _running != 0 || _deactivationBegun)
            return;
        _deactivationBegun = true;
        Scheduler.Enqueue(new LifecycleItem(this, static activation => activation.DeactivateAsync()));
    }

    private async Task ActivateAsync()
    {
        using var timeout = new CancellationTokenSource(Runtime.Options.ActivationTimeout, Runtime.Time);
        try
        {
            Construct();
            foreach (var state in _states ?? [])
                await state.ReadStateAsync(timeout.Token);
            _states = null;
            if (Instance is IGrainBase grain)
                await grain.OnActivateAsync(timeout.Token).WaitAsync(timeout.Token);
        }
        catch (Exception exception)
        {
            Runtime.LogActivationFailed(exception, GrainId);
            await FailActivationAsync(exception is OperationCanceledException && timeout.IsCancellationRequested
                ? new TimeoutException($"{GrainId} did not activate within {Runtime.Options.ActivationTimeout}.", exception)
                : exception);
            return;
        }
        Runtime.Metrics.Activated(Class);
        lock (_gate)
        {
            _lastUse = Runtime.Collector.Epoch;
            if (_reason.ReasonCode == DeactivationReasonCode.None)
            {
                _state = ActivationState.Active;
                AdmitLocked();
                return;
            }
            _state = ActivationState.Deactivating;
            BeginDeactivationIfIdleLocked();
        }
    }

    private async Task FailActivationAsync(Exception exception)
    {
        DisposeTimers();
        List<GrainCall> refused;
        lock (_gate)
        {
            _state = ActivationState.Invalid;
            refused = TakeWaitingLocked();
        }
        Runtime.Catalog.Remove(this, _group);
        foreach (var call in refused)
            call.TryFail(exception);
        await DisposeInstanceAsync();
        _deactivated?.TrySetResult();
    }

    private async Task DeactivateAsync()
    {
        DisposeTimers();
        if (Instance is IGrainBase grain)
        {
            try
            {
                using var timeout = new CancellationTokenSource(Runtime.Options.DeactivationTimeout, Runtime.Time);
                await grain.OnDeactivateAsync(_reason, timeout.Token).WaitAsync(timeout.Token);
            }
            catch (Exception exception)
            {
                Runtime.LogDeactivationFailed(exception, GrainId);
            }
        }
        await DisposeInstanceAsync();
        Runtime.Metrics.Deactivated(Class);
        Runtime.LogDeactivated(GrainId, _reason.ReasonCode);

        List<GrainCall> moved;
        lock (_gate)
        {
            _state = ActivationState.Invalid;
            moved = TakeWaitingLocked();
        }
        Runtime.Catalog.Remove(this, _group);
        foreach (var call in moved)
        {
            if (!call.EndsWithActivation)
                Runtime.Catalog.Dispatch(Class, Key, call);
        }
        _deactivated?.TrySetResult();
    }

    private void DisposeTimers()
    {
        List<GrainTimer>? timers;
        lock (_gate)
            (timers, _timers) = (_timers, null);
        foreach (var timer in timers ?? [])
            timer.Dispose();
    }

    private async Task DisposeInstanceAsync()
    {
        try
        {
            if (Instance is IAsyncDisposable asyncDisposable)
                await asyncDisposable.DisposeAsync();
            else if (Instance is IDisposable disposable)
                disposable.Dispose();
            if (_scope is { } scope)
                await scope.DisposeAsync();
        }
        catch (Exception exception)
        {
            Runtime.LogDeactivationFailed(exception, GrainId);
        }
        Instance = null;
        _scope = null;
        _streams = null;
    }
}
