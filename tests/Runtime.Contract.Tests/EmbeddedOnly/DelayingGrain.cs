namespace PromptGrid.Runtime.Contract.Tests.EmbeddedOnly;

public sealed class DelayingGrain(Signals signals) : Grain, IDelayingGrain
{
    public Task DelayDeactivationAsync(TimeSpan time)
    {
        DelayDeactivation(time);
        return Task.CompletedTask;
    }

    public Task StartTimerAsync(bool keepAlive)
    {
        this.RegisterGrainTimer(
            () =>
            {
                signals.Count("ticked");
                return Task.CompletedTask;
            },
            new GrainTimerCreationOptions(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1)) { KeepAlive = keepAlive });
        return Task.CompletedTask;
    }

    public Task HoldAsync(string door)
    {
        signals.Count("held");
        return signals.PassAsync(door);
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        signals.Note("delaying deactivated", reason.ReasonCode.ToString());
        signals.Count("delaying deactivated");
        return Task.CompletedTask;
    }
}
