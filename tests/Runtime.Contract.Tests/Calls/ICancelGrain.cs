namespace PromptGrid.Runtime.Contract.Tests.Calls;

[Alias("contract.ICancelGrain")]
public interface ICancelGrain : IGrainWithStringKey
{
    /// <summary>Counts "started", then waits for its token and counts "cancelled".</summary>
    [Alias("until-cancelled")]
    Task WaitUntilCancelledAsync(CancellationToken cancellationToken);

    [Alias("add")]
    Task<int> AddAsync(int a, int b, CancellationToken cancellationToken);

    [Alias("hold")]
    Task HoldAsync(string door);
}
