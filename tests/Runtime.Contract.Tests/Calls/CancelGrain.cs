namespace PromptGrid.Runtime.Contract.Tests.Calls;

public sealed class CancelGrain(Signals signals) : Grain, ICancelGrain
{
    public async Task WaitUntilCancelledAsync(CancellationToken cancellationToken)
    {
        signals.Count("started");
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        }
        finally
        {
            signals.Count("cancelled");
        }
    }

    public Task<int> AddAsync(int a, int b, CancellationToken cancellationToken)
    {
        signals.Count("added");
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(a + b);
    }

    public Task HoldAsync(string door)
    {
        signals.Count("held");
        return signals.PassAsync(door);
    }
}
