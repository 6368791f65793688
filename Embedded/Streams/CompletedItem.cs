namespace PromptGrid.Embedded.Streams;

/// <summary>The producer's word that the stream has ended.</summary>
internal sealed class CompletedItem<T> : StreamItem
{
    internal override Task DeliverAsync(object observer) => As<T>(observer).OnCompletedAsync();
}
