namespace Orleans.Streams;

/// <summary>Takes the items of a stream, one at a time and in order.</summary>
public interface IAsyncObserver<in T>
{
    /// <summary>Takes an item. An exception is logged and the next item follows: items are not repeated.</summary>
    Task OnNextAsync(T item, StreamSequenceToken? token = null);

    /// <summary>The stream says that it has ended.</summary>
    Task OnCompletedAsync() => Task.CompletedTask;

    /// <summary>The stream says that its producer failed.</summary>
    Task OnErrorAsync(Exception ex);
}
