namespace PromptGrid.Runtime.Contract.Tests.Turns;

[Alias("contract.IReadOnlyGrain")]
public interface IReadOnlyGrain : IGrainWithStringKey
{
    [ReadOnly, Alias("read")]
    Task ReadAsync(string door);

    [Alias("write")]
    Task WriteAsync(string door);

    [AlwaysInterleave, Alias("ping")]
    Task PingAsync();
}
