namespace PromptGrid.Runtime.Contract.Tests.EmbeddedOnly;

[KeepAlive]
public sealed class KeptGrain(Signals signals) : Grain, IKeptGrain
{
    public Task TouchAsync() => Task.CompletedTask;

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        signals.Count("kept deactivated");
        return Task.CompletedTask;
    }
}
