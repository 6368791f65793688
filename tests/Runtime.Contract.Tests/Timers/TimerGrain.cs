namespace PromptGrid.Runtime.Contract.Tests.Timers;

public sealed class TimerGrain(Signals signals) : Grain, ITimerGrain
{
    private static readonly TimeSpan s_period = TimeSpan.FromMilliseconds(2);

    private IGrainTimer? _timer;
    private int _ticking;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        signals.Count("activated");
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        signals.Note("order", "deactivated");
        signals.Count("deactivated");
        return Task.CompletedTask;
    }

    public Task StartAsync(bool interleave, bool fails)
    {
        _timer = this.RegisterGrainTimer(
            async () =>
            {
                if (Interlocked.Increment(ref _ticking) != 1)
                    signals.Count("overlapped");
                signals.Note("order", "tick");
                await Task.Yield();
                await Task.Run(static () => { });
                Interlocked.Decrement(ref _ticking);
                signals.Count("ticked");
                if (fails)
                    throw new InvalidOperationException("a bad tick");
            },
            new GrainTimerCreationOptions(s_period, s_period) { Interleave = interleave });
        return Task.CompletedTask;
    }

    public Task StartWaitingForTokenAsync()
    {
        _timer = this.RegisterGrainTimer(
            async cancellationToken =>
            {
                signals.Count("ticked");
                try
                {
                    await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
                }
                catch (OperationCanceledException)
                {
                    signals.Count("cancelled");
                }
            },
            new GrainTimerCreationOptions(TimeSpan.Zero, Timeout.InfiniteTimeSpan) { Interleave = true });
        return Task.CompletedTask;
    }

    public Task StopAsync()
    {
        _timer!.Dispose();
        return Task.CompletedTask;
    }

    public async Task WaitAtAsync(string door)
    {
        signals.Note("order", "call begins");
        signals.Count("inside");
        await signals.PassAsync(door);
        signals.Note("order", "call ends");
    }

    public async Task WaitThenDeactivateAsync(string door)
    {
        await WaitAtAsync(door);
        DeactivateOnIdle();
    }

    public Task DeactivateAsync()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task StartDormantAsync()
    {
        _timer = this.RegisterGrainTimer(
            () =>
            {
                signals.Count("ticked");
                return Task.CompletedTask;
            },
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan);
        return Task.CompletedTask;
    }

    public Task FireAsync()
    {
        _timer!.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        return Task.CompletedTask;
    }
}
