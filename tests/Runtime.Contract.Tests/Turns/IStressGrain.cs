namespace PromptGrid.Runtime.Contract.Tests.Turns;

[Alias("contract.IStressGrain")]
public interface IStressGrain : IGrainWithStringKey
{
    /// <summary>Adds one to the grain's count, with so many awaits inside, and deactivates the grain if asked to.</summary>
    [Alias("add")]
    Task AddAsync(int awaits, bool deactivate);

    [AlwaysInterleave, Alias("peek")]
    ValueTask<int> PeekAsync();

    /// <summary>Hands the count over and starts again from zero.</summary>
    [Alias("flush")]
    Task FlushAsync();
}
