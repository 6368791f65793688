using PromptGrid.Embedded.Activations;

namespace PromptGrid.Embedded.Streams;

/// <summary>
/// A subscriber's queue. Items are taken one at a time, in the order in which they were offered, and each at most once. When the
/// queue is full, the item is dropped and counted: a publisher never waits for a subscriber.
/// </summary>
internal abstract class Subscription(StreamHub hub, Guid id) : IThreadPoolWorkItem
{
    private const int ItemsPerStretch = 64;

    private readonly Lock _gate = new();
    private readonly Queue<StreamItem> _queue = new();
    private bool _delivering;
    private bool _ended;

    internal Guid Id { get; } = id;

    internal StreamHub Hub { get; } = hub;

    internal bool IsIdle
    {
        get
        {
            lock (_gate)
                return !_delivering;
        }
    }

    private protected GrainRuntime Runtime => Hub.Provider.Runtime;

    void IThreadPoolWorkItem.Execute() => _ = DeliverQueuedAsync();

    internal void Offer(StreamItem item)
    {
        lock (_gate)
        {
            if (_ended)
                return;
            if (_queue.Count >= Runtime.Options.StreamQueueLimit)
            {
                Runtime.Metrics.StreamItemDropped(Hub.Provider.Name);
                return;
            }
            _queue.Enqueue(item);
            if (_delivering)
                return;
            _delivering = true;
        }
        Runtime.TurnPool.Queue(this);
    }

    internal void End()
    {
        lock (_gate)
        {
            _ended = true;
            _queue.Clear();
        }
    }

    /// <summary>Gives one item to the subscriber and waits until it was taken.</summary>
    private protected abstract Task DeliverAsync(StreamItem item);

    private async Task DeliverQueuedAsync()
    {
        for (var i = 1; TryTake(out var item); i++)
        {
            try
            {
                await DeliverAsync(item);
            }
            catch (Exception exception)
            {
                Runtime.LogStreamDeliveryFailed(exception, Hub.StreamId);
            }
            if (i % ItemsPerStretch == 0)
                await Task.Yield();
        }
    }

    private bool TryTake(out StreamItem item)
    {
        lock (_gate)
        {
            if (_queue.TryDequeue(out item!))
                return true;
            _delivering = false;
            return false;
        }
    }
}
