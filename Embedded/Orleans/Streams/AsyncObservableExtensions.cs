using PromptGrid.Embedded.Streams;

namespace Orleans.Streams;

/// <summary>Subscribing with functions instead of an observer.</summary>
public static class AsyncObservableExtensions
{
    /// <inheritdoc cref="IAsyncObservable{T}.SubscribeAsync(IAsyncObserver{T})"/>
    public static Task<StreamSubscriptionHandle<T>> SubscribeAsync<T>(
        this IAsyncObservable<T> obs, Func<T, StreamSequenceToken?, Task> onNextAsync) =>
        obs.SubscribeAsync(new DelegateObserver<T>(onNextAsync, null, null));

    /// <inheritdoc cref="IAsyncObservable{T}.SubscribeAsync(IAsyncObserver{T})"/>
    public static Task<StreamSubscriptionHandle<T>> SubscribeAsync<T>(
        this IAsyncObservable<T> obs, Func<T, StreamSequenceToken?, Task> onNextAsync, Func<Exception, Task> onErrorAsync) =>
        obs.SubscribeAsync(new DelegateObserver<T>(onNextAsync, onErrorAsync, null));

    /// <inheritdoc cref="IAsyncObservable{T}.SubscribeAsync(IAsyncObserver{T})"/>
    public static Task<StreamSubscriptionHandle<T>> SubscribeAsync<T>(
        this IAsyncObservable<T> obs, Func<T, StreamSequenceToken?, Task> onNextAsync, Func<Task> onCompletedAsync) =>
        obs.SubscribeAsync(new DelegateObserver<T>(onNextAsync, null, onCompletedAsync));

    /// <inheritdoc cref="IAsyncObservable{T}.SubscribeAsync(IAsyncObserver{T})"/>
    public static Task<StreamSubscriptionHandle<T>> SubscribeAsync<T>(
        this IAsyncObservable<T> obs,
        Func<T, StreamSequenceToken?, Task> onNextAsync,
        Func<Exception, Task> onErrorAsync,
        Func<Task> onCompletedAsync) =>
        obs.SubscribeAsync(new DelegateObserver<T>(onNextAsync, onErrorAsync, onCompletedAsync));
}
