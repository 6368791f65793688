namespace Orleans.Streams;

/// <summary>Something that can be subscribed to.</summary>
public interface IAsyncObservable<T>
{
    /// <summary>
    /// Subscribes. In a grain the observer runs in turns of that grain; elsewhere on the thread pool. Items published before the
    /// task completes may be missed.
    /// </summary>
    Task<StreamSubscriptionHandle<T>> SubscribeAsync(IAsyncObserver<T> observer);

    /// <summary>Subscribes. The token and the filter must be null: the streams are not rewindable.</summary>
    Task<StreamSubscriptionHandle<T>> SubscribeAsync(IAsyncObserver<T> observer, StreamSequenceToken? token, string? filterData = null);
}
