namespace PromptGrid.Runtime.Contract.Tests.EmbeddedOnly;

[Alias("contract.IKeptGrain")]
public interface IKeptGrain : IGrainWithStringKey
{
    [Alias("touch")]
    Task TouchAsync();
}
