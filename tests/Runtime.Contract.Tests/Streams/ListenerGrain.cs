using Orleans.Streams;

namespace PromptGrid.Runtime.Contract.Tests.Streams;

public sealed class ListenerGrain(Signals signals) : Grain, IListenerGrain
{
    public const string Namespace = "explicit";

    private StreamSubscriptionHandle<int>? _handle;

    public async Task ListenAsync(string stream) => _handle = await Stream(stream).SubscribeAsync(
        (item, _) =>
        {
            signals.Note($"heard by {this.GetPrimaryKeyString()}", $"{item}");
            signals.Count($"heard by {this.GetPrimaryKeyString()}");
            return Task.CompletedTask;
        });

    public Task StopListeningAsync() => _handle!.UnsubscribeAsync();

    public Task PublishAsync(string stream, int item) => Stream(stream).OnNextAsync(item);

    public async Task<int> SubscriptionsAsync(string stream) => (await Stream(stream).GetAllSubscriptionHandles()).Count;

    private IAsyncStream<int> Stream(string key) =>
        this.GetStreamProvider(GrainHostSettings.Streams).GetStream<int>(StreamId.Create(Namespace, key));
}
