namespace PromptGrid.Runtime.Contract.Tests.Streams;

[Alias("contract.IListenerGrain")]
public interface IListenerGrain : IGrainWithStringKey
{
    [Alias("listen")]
    Task ListenAsync(string stream);

    [Alias("stop")]
    Task StopListeningAsync();

    [Alias("publish")]
    Task PublishAsync(string stream, int item);

    /// <summary>How many explicit subscriptions the grain has on the stream.</summary>
    [Alias("subscriptions")]
    Task<int> SubscriptionsAsync(string stream);
}
