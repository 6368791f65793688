namespace PromptGrid.Runtime.Contract.Tests.Streams;

[Alias("contract.IAttachedGrain")]
public interface IAttachedGrain : IGrainWithStringKey;
