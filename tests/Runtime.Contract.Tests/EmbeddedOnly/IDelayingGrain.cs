namespace PromptGrid.Runtime.Contract.Tests.EmbeddedOnly;

[Alias("contract.IDelayingGrain")]
public interface IDelayingGrain : IGrainWithStringKey
{
    [Alias("delay")]
    Task DelayDeactivationAsync(TimeSpan time);

    /// <summary>Starts a timer that ticks each minute.</summary>
    [Alias("start-timer")]
    Task StartTimerAsync(bool keepAlive);

    [Alias("hold")]
    Task HoldAsync(string door);
}
