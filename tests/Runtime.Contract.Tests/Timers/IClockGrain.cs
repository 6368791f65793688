namespace PromptGrid.Runtime.Contract.Tests.Timers;

/// <summary>Shows that time has passed by a timer of its own that has ticked.</summary>
[Alias("contract.IClockGrain")]
public interface IClockGrain : IGrainWithStringKey
{
    /// <summary>Completes after so many ticks of 2 ms from now.</summary>
    [AlwaysInterleave, Alias("ticked")]
    Task TickedAsync(int ticks);

    [Alias("nothing")]
    Task NothingAsync();
}
