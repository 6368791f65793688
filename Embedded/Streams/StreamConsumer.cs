namespace PromptGrid.Embedded.Streams;

/// <summary>The observers that one activation has attached to its subscriptions. Used only in turns of the activation.</summary>
internal sealed class StreamConsumer
{
    private readonly Dictionary<Guid, object> _observers = [];

    internal object? Find(Guid subscription) => _observers.GetValueOrDefault(subscription);

    internal void Attach(Guid subscription, object observer) => _observers[subscription] = observer;

    internal void Detach(Guid subscription) => _observers.Remove(subscription);
}
