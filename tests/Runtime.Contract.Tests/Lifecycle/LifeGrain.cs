namespace PromptGrid.Runtime.Contract.Tests.Lifecycle;

public sealed class LifeGrain(Signals signals) : Grain, ILifeGrain
{
    private int _incarnation;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        _incarnation = signals.Count($"activated {this.GetPrimaryKeyString()}");
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await Task.Yield();
        signals.Note($"deactivated {this.GetPrimaryKeyString()}", reason.ReasonCode.ToString());
        signals.Count($"deactivated {this.GetPrimaryKeyString()}");
    }

    public Task<int> IncarnationAsync() => Task.FromResult(_incarnation);

    public Task DeactivateAsync()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public async Task<int> DeactivateAfterAsync(string door)
    {
        signals.Count("inside");
        await signals.PassAsync(door);
        DeactivateOnIdle();
        return _incarnation;
    }

    public Task HoldAsync(string door)
    {
        signals.Count("held");
        return signals.PassAsync(door);
    }

    public Task<string> KeyAsync() => Task.FromResult(this.GetPrimaryKeyString());
}
