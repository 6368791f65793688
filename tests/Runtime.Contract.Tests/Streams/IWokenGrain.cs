namespace PromptGrid.Runtime.Contract.Tests.Streams;

[Alias("contract.IWokenGrain")]
public interface IWokenGrain : IGrainWithStringKey
{
    /// <summary>Counts "inside" and waits at the door.</summary>
    [Alias("wait")]
    Task WaitAtAsync(string door);

    [Alias("deactivate")]
    Task DeactivateAsync();
}
