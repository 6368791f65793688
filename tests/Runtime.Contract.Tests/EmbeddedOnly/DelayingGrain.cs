namespace PromptGrid.Runtime.Contract.Tests.EmbeddedOnly;

public sealed class DelayingGrain(Signals signals) : Grain, IDelayingGrain
{
    /// <summary>The period of its timer, which no other timer of the runtime has.</summary>
    public static readonly TimeSpan TickPeriod = TimeSpan.FromSeconds(50);

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
            new GrainTimerCreationOptions(TickPeriod, TickPeriod) { KeepAlive = keepAlive });
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
