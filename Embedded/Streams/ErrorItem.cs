namespace PromptGrid.Embedded.Streams;

/// <summary>The producer's word that it failed.</summary>
internal sealed class ErrorItem<T>(Exception error) : StreamItem
{
    internal override Task DeliverAsync(object observer) => As<T>(observer).OnErrorAsync(error);
}
