namespace PromptGrid.Runtime.Contract.Tests.Calls;

[Alias("contract.IChainGrain")]
public interface IChainGrain : IGrainWithStringKey
{
    /// <summary>Calls the other grain, which calls back; allowed or not.</summary>
    [Alias("there-and-back")]
    Task<string> ThereAndBackAsync(IChainGrain other, bool allowed);

    /// <summary>Calls back; patiently, or giving up after a moment.</summary>
    [Alias("back")]
    Task<string> BackAsync(IChainGrain origin, bool patient);

    [Alias("name")]
    Task<string> NameAsync();

    /// <summary>Callers give up after a moment, so that a deadlock shows soon.</summary>
    [ResponseTimeout("00:00:00.300"), Alias("name-soon")]
    Task<string> NameSoonAsync();

    /// <summary>Passes the call on, in turn, through so many grains.</summary>
    [Alias("deep")]
    Task<int> DeepAsync(int depth);

    /// <summary>Allows the chain back, then forbids it for an inner stretch.</summary>
    [Alias("suppressed")]
    Task<string> SuppressedAsync(IChainGrain other);

    /// <summary>Waits inside a section that lets the chain back.</summary>
    [Alias("hold-open")]
    Task HoldOpenAsync(string door);
}
