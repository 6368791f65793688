using Orleans.Runtime;
using Orleans.Streams;
using PromptGrid.Embedded.Activations;
using PromptGrid.Embedded.Calls;

namespace PromptGrid.Embedded.Streams;

/// <summary>A stream by its identity; holds nothing else.</summary>
internal sealed class EmbeddedStream<T>(EmbeddedStreamProvider provider, StreamId streamId) : IAsyncStream<T>
{
    public bool IsRewindable => false;

    public string ProviderName => provider.Name;

    public StreamId StreamId => streamId;

    public Task OnNextAsync(T item, StreamSequenceToken? token = null) => Publish(new NextItem<T>(item));

    public Task OnCompletedAsync() => Publish(new CompletedItem<T>());

    public Task OnErrorAsync(Exception ex) => Publish(new ErrorItem<T>(ex));

    public Task<StreamSubscriptionHandle<T>> SubscribeAsync(IAsyncObserver<T> observer) => SubscribeAsync(observer, null);

    public Task<StreamSubscriptionHandle<T>> SubscribeAsync(
        IAsyncObserver<T> observer, StreamSequenceToken? token, string? filterData = null)
    {
        ArgumentNullException.ThrowIfNull(observer);
        ThrowIfRewinding(token);
        if (filterData is not null)
            throw new NotSupportedException("Streams have no filters here.");
        var activation = TurnScheduler.Current?.Activation;
        if (activation is null)
        {
            var client = provider.Subscribe(streamId, hub => new ClientSubscription(hub, UniqueIds.Next(), observer));
            return Task.FromResult<StreamSubscriptionHandle<T>>(new EmbeddedSubscriptionHandle<T>(client, null));
        }
        // A grain whose class subscribes by attribute attaches its observer to that subscription instead of getting items twice.
        var subscription = provider.Hub(streamId).ImplicitFor(activation)
            ?? provider.Subscribe(
                streamId,
                hub => new GrainSubscription(hub, UniqueIds.Next(), activation.Class, activation.Key, isImplicit: false));
        activation.Streams.Attach(subscription.Id, observer);
        return Task.FromResult<StreamSubscriptionHandle<T>>(new EmbeddedSubscriptionHandle<T>(subscription, activation));
    }

    public Task<IList<StreamSubscriptionHandle<T>>> GetAllSubscriptionHandles()
    {
        var activation = TurnScheduler.Current?.Activation;
        var mine = provider.Hub(streamId).Subscriptions.Where(each => activation is null
            ? each is ClientSubscription
            : each is GrainSubscription subscription && subscription.BelongsTo(activation));
        IList<StreamSubscriptionHandle<T>> handles =
            [.. mine.Select(each => new EmbeddedSubscriptionHandle<T>(each, activation))];
        return Task.FromResult(handles);
    }

    public bool Equals(IAsyncStream<T>? other) => other is not null && other.StreamId == streamId && other.ProviderName == provider.Name;

    public override bool Equals(object? obj) => Equals(obj as IAsyncStream<T>);

    public override int GetHashCode() => HashCode.Combine(provider.Name, streamId);

    internal static void ThrowIfRewinding(StreamSequenceToken? token)
    {
        if (token is not null)
            throw new NotSupportedException("Streams cannot be read again here: the token must be null.");
    }

    private Task Publish(StreamItem item)
    {
        provider.Publish(streamId, item);
        return Task.CompletedTask;
    }
}
