namespace PromptGrid.Runtime.Contract.Tests.Lifecycle;

[Alias("contract.ILifeGrain")]
public interface ILifeGrain : IGrainWithStringKey
{
    /// <summary>Which activation of this grain answers: 1 for the first.</summary>
    [Alias("incarnation")]
    Task<int> IncarnationAsync();

    [Alias("deactivate")]
    Task DeactivateAsync();

    /// <summary>Counts "inside", waits at the door, asks to be deactivated, and answers which activation it was.</summary>
    [Alias("deactivate-after")]
    Task<int> DeactivateAfterAsync(string door);

    /// <summary>Counts "held" and waits at the door.</summary>
    [Alias("hold")]
    Task HoldAsync(string door);

    [Alias("key")]
    Task<string> KeyAsync();
}
