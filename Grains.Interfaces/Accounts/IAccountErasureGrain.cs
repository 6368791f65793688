using Orleans.Concurrency;

namespace PromptGrid.Grains.Interfaces.Accounts;

/// <summary>Erases what is left of a deleted account. Key: the user's id. What is left to do is in the ledger: whatever
/// crashes, the next wake goes on.</summary>
[Alias("promptgrid.IAccountErasureGrain")]
public interface IAccountErasureGrain : IGrainWithStringKey
{
    /// <summary>Goes on erasing; does nothing when it is under way, or nothing is left.</summary>
    [AlwaysInterleave, OneWay, Alias("wake")]
    Task WakeAsync();
}
