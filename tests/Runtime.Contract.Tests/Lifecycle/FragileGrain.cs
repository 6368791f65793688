namespace PromptGrid.Runtime.Contract.Tests.Lifecycle;

/// <summary>Its first activation fails once the door is open.</summary>
public sealed class FragileGrain(Signals signals) : Grain, IFragileGrain
{
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (signals.Count("tried") > 1)
            return;
        await signals.PassAsync("fail");
        throw new InvalidDataException("the record is damaged");
    }

    public Task<int> AnswerAsync() => Task.FromResult(signals.Counted("tried"));
}
