namespace Orleans.Streams;

/// <summary>
/// A stream that can be published to and subscribed to. Publishing completes when the item is queued for each subscriber, not
/// when it was taken; a subscriber whose queue is full misses the item. Items of one publisher arrive in order.
/// </summary>
public interface IAsyncStream<T> : IAsyncStream, IEquatable<IAsyncStream<T>>, IAsyncObservable<T>, IAsyncObserver<T>
{
    /// <summary>The explicit subscriptions that the calling grain, or the client, has on this stream.</summary>
    Task<IList<StreamSubscriptionHandle<T>>> GetAllSubscriptionHandles();
}
