namespace PromptGrid.Runtime.Contract.Tests.Lifecycle;

[Alias("contract.IFragileGrain")]
public interface IFragileGrain : IGrainWithStringKey
{
    [Alias("answer")]
    Task<int> AnswerAsync();
}
