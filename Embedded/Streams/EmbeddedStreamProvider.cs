using System.Collections.Concurrent;
using Orleans.Runtime;
using Orleans.Streams;
using PromptGrid.Embedded.Activations;

namespace PromptGrid.Embedded.Streams;

/// <summary>Streams in memory: at most once, to those who are subscribed when an item is published. Wake-up hints, not truth.</summary>
internal sealed class EmbeddedStreamProvider(string name, GrainRuntime runtime) : IStreamProvider
{
    private readonly ConcurrentDictionary<StreamId, StreamHub> _hubs = new();
    private long _lastNumber;

    public string Name => name;

    public bool IsRewindable => false;

    internal GrainRuntime Runtime => runtime;

    public IAsyncStream<T> GetStream<T>(StreamId streamId) => new EmbeddedStream<T>(this, streamId);

    /// <summary>Counted for all streams together, so that a stream's numbers go on growing when its hub was forgotten in between.</summary>
    internal long NextNumber() => Interlocked.Increment(ref _lastNumber);

    internal void Publish(StreamId streamId, StreamItem item)
    {
        while (true)
        {
            var hub = Hub(streamId);
            if (hub.TryPublish(item))
                return;
            _hubs.TryRemove(new(streamId, hub));
        }
    }

    internal Subscription Subscribe(StreamId streamId, Func<StreamHub, Subscription> create)
    {
        while (true)
        {
            var hub = Hub(streamId);
            if (hub.TryAdd(create, out var subscription))
                return subscription;
            _hubs.TryRemove(new(streamId, hub));
        }
    }

    internal StreamHub Hub(StreamId streamId) =>
        _hubs.GetOrAdd(streamId, static (streamId, provider) => new StreamHub(provider, streamId), this);

    internal IEnumerable<GrainClass> ImplicitSubscribers(string? streamNamespace) => streamNamespace is null
        ? []
        : runtime.Classes.Where(each => each.ImplicitStreamNamespaces.Contains(streamNamespace, StringComparer.Ordinal));

    /// <summary>Forgets streams that nobody uses any more.</summary>
    internal void Trim()
    {
        foreach (var (streamId, hub) in _hubs)
        {
            if (hub.TryRetire())
                _hubs.TryRemove(new(streamId, hub));
        }
    }
}
