namespace PromptGrid.Runtime.Contract.Tests.State;

[Alias("contract.INoteGrain")]
public interface INoteGrain : IGrainWithStringKey
{
    [Alias("read")]
    Task<string> ReadAsync();

    [Alias("exists")]
    Task<bool> ExistsAsync();

    [Alias("write")]
    Task WriteAsync(string text);

    [Alias("change")]
    Task ChangeWithoutWritingAsync(string text);

    [Alias("clear")]
    Task ClearAsync();

    [Alias("deactivate")]
    Task DeactivateAsync();
}
