namespace PromptGrid.Runtime.Contract.Tests.Calls;

[Alias("contract.IWorkerGrain")]
public interface IWorkerGrain : IGrainWithStringKey
{
    /// <summary>Waits until three calls are inside at once.</summary>
    [Alias("meet")]
    Task MeetAsync();

    /// <summary>Returns how many calls were inside at the same time.</summary>
    [Alias("work")]
    Task<int> WorkAsync();
}
