namespace PromptGrid.Embedded.Streams;

/// <summary>A subscription made outside grains: its observer runs on the thread pool, one item at a time.</summary>
internal sealed class ClientSubscription(StreamHub hub, Guid id, object observer) : Subscription(hub, id)
{
    /// <summary>Who takes the items.</summary>
    internal object Observer { get; set; } = observer;

    private protected override Task DeliverAsync(StreamItem item) => item.DeliverAsync(Observer);
}
