namespace PromptGrid.Embedded.Streams;

/// <summary>A published item.</summary>
internal sealed class NextItem<T>(T item) : StreamItem
{
    internal override Task DeliverAsync(object observer) => As<T>(observer).OnNextAsync(item, new EmbeddedSequenceToken(Number));
}
