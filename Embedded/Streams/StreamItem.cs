using Orleans.Streams;

namespace PromptGrid.Embedded.Streams;

/// <summary>Something published on a stream, on its way to one or more subscribers.</summary>
internal abstract class StreamItem
{
    internal long Number { get; set; }

    /// <summary>Gives it to an observer of the right item type.</summary>
    /// <exception cref="InvalidOperationException">The observer takes items of another type.</exception>
    internal abstract Task DeliverAsync(object observer);

    private protected static IAsyncObserver<T> As<T>(object observer) => observer as IAsyncObserver<T>
        ?? throw new InvalidOperationException($"An item of type {typeof(T)} was published to a subscriber that takes other items.");
}
