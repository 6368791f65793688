using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Orleans.Runtime;
using PromptGrid.Embedded.Activations;

namespace PromptGrid.Embedded.Streams;

/// <summary>The subscriptions of one stream. It exists while it has explicit subscriptions or items under way.</summary>
internal sealed class StreamHub
{
    private readonly Lock _gate = new();
    private ImmutableArray<Subscription> _subscriptions;
    private bool _retired;

    internal StreamHub(EmbeddedStreamProvider provider, StreamId streamId)
    {
        Provider = provider;
        StreamId = streamId;
        _subscriptions =
        [
            .. provider.ImplicitSubscribers(streamId.GetNamespace()).Select(
                grainClass => new GrainSubscription(this, ImplicitId(grainClass), grainClass, streamId.GetKeyAsString(), isImplicit: true)),
        ];
    }

    internal EmbeddedStreamProvider Provider { get; }

    internal StreamId StreamId { get; }

    internal ImmutableArray<Subscription> Subscriptions
    {
        get
        {
            lock (_gate)
                return _subscriptions;
        }
    }

    /// <summary>Queues the item for each subscription, in the same order for all. False if the hub was retired.</summary>
    internal bool TryPublish(StreamItem item)
    {
        lock (_gate)
        {
            if (_retired)
                return false;
            item.Number = Provider.NextNumber();
            foreach (var subscription in _subscriptions)
                subscription.Offer(item);
            return true;
        }
    }

    internal bool TryAdd(Func<StreamHub, Subscription> create, out Subscription subscription)
    {
        lock (_gate)
        {
            subscription = null!;
            if (_retired)
                return false;
            subscription = create(this);
            _subscriptions = _subscriptions.Add(subscription);
            return true;
        }
    }

    internal void Remove(Subscription subscription)
    {
        lock (_gate)
            _subscriptions = _subscriptions.Remove(subscription);
        subscription.End();
    }

    /// <summary>The subscription that the grain's class has on this stream by attribute, if any.</summary>
    internal GrainSubscription? ImplicitFor(Activation activation) => Subscriptions.OfType<GrainSubscription>()
        .FirstOrDefault(each => each.IsImplicit && each.BelongsTo(activation));

    /// <summary>Retires the hub if nothing would be lost by forgetting it.</summary>
    internal bool TryRetire()
    {
        lock (_gate)
        {
            if (_subscriptions.Any(static each => !each.IsIdle || each is not GrainSubscription { IsImplicit: true }))
                return false;
            _retired = true;
            return true;
        }
    }

    /// <summary>The same for a stream and a class at all times, so that an activation's observer outlives the hub.</summary>
    private Guid ImplicitId(GrainClass grainClass) =>
        new(SHA256.HashData(Encoding.UTF8.GetBytes($"{Provider.Name}\n{grainClass.Type}\n{StreamId}")).AsSpan(0, 16));
}
