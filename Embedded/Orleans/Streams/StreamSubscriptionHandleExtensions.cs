using PromptGrid.Embedded.Streams;

namespace Orleans.Streams;

/// <summary>Resuming a subscription with functions instead of an observer.</summary>
public static class StreamSubscriptionHandleExtensions
{
    /// <inheritdoc cref="StreamSubscriptionHandle{T}.ResumeAsync"/>
    public static Task<StreamSubscriptionHandle<T>> ResumeAsync<T>(
        this StreamSubscriptionHandle<T> handle, Func<T, StreamSequenceToken?, Task> onNextAsync, StreamSequenceToken? token = null) =>
        handle.ResumeAsync(new DelegateObserver<T>(onNextAsync, null, null), token);

    /// <inheritdoc cref="StreamSubscriptionHandle{T}.ResumeAsync"/>
    public static Task<StreamSubscriptionHandle<T>> ResumeAsync<T>(
        this StreamSubscriptionHandle<T> handle,
        Func<T, StreamSequenceToken?, Task> onNextAsync,
        Func<Exception, Task> onErrorAsync,
        StreamSequenceToken? token = null) =>
        handle.ResumeAsync(new DelegateObserver<T>(onNextAsync, onErrorAsync, null), token);

    /// <inheritdoc cref="StreamSubscriptionHandle{T}.ResumeAsync"/>
    public static Task<StreamSubscriptionHandle<T>> ResumeAsync<T>(
        this StreamSubscriptionHandle<T> handle,
        Func<T, StreamSequenceToken?, Task> onNextAsync,
        Func<Exception, Task> onErrorAsync,
        Func<Task> onCompletedAsync,
        StreamSequenceToken? token = null) =>
        handle.ResumeAsync(new DelegateObserver<T>(onNextAsync, onErrorAsync, onCompletedAsync), token);
}
