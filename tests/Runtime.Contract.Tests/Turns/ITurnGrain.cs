namespace PromptGrid.Runtime.Contract.Tests.Turns;

[Alias("contract.ITurnGrain")]
public interface ITurnGrain : IGrainWithStringKey
{
    /// <summary>Reads a number, gives others every chance to come in between, and writes it back plus one.</summary>
    [Alias("increment")]
    Task<int> IncrementAsync();

    /// <summary>Counts "entered", then waits at the door.</summary>
    [Alias("wait")]
    Task WaitAtAsync(string door);

    [AlwaysInterleave, Alias("interleaved")]
    Task<int> ReadInterleavedAsync();

    [Alias("read")]
    Task<int> ReadAsync();

    /// <summary>Whether the scheduler is the grain's own before and after an await, and the same.</summary>
    [Alias("scheduler")]
    Task<bool> StaysOnItsSchedulerAsync();

    /// <summary>What the grain sees of the test's ambient value.</summary>
    [Alias("ambient")]
    Task<string?> AmbientAsync();
}
