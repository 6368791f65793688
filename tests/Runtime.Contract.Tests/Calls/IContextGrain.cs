namespace PromptGrid.Runtime.Contract.Tests.Calls;

[Alias("contract.IContextGrain")]
public interface IContextGrain : IGrainWithStringKey
{
    [Alias("get")]
    Task<string?> GetAsync(string name);

    /// <summary>What a grain that this one calls sees.</summary>
    [Alias("get-beyond")]
    Task<string?> GetBeyondAsync(string name);

    /// <summary>Sets a value in the grain; with or without an await before it returns.</summary>
    [Alias("set")]
    Task SetAsync(string name, string value, bool late);
}
