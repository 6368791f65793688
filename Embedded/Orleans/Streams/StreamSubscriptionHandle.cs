using Orleans.Runtime;

namespace Orleans.Streams;

/// <summary>A subscription of one grain, or of the client, to one stream.</summary>
public abstract class StreamSubscriptionHandle<T> : IEquatable<StreamSubscriptionHandle<T>?>
{
    /// <summary>The stream.</summary>
    public abstract StreamId StreamId { get; }

    /// <summary>The name of the stream's provider.</summary>
    public abstract string ProviderName { get; }

    /// <summary>The identity of the subscription.</summary>
    public abstract Guid HandleId { get; }

    /// <summary>Ends the subscription. Items that are queued are not delivered any more.</summary>
    public abstract Task UnsubscribeAsync();

    /// <summary>Sets who takes the items from now on, for instance after the grain was activated again. The token must be null.</summary>
    public abstract Task<StreamSubscriptionHandle<T>> ResumeAsync(IAsyncObserver<T> observer, StreamSequenceToken? token = null);

    /// <inheritdoc/>
    public abstract bool Equals(StreamSubscriptionHandle<T>? other);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as StreamSubscriptionHandle<T>);

    /// <inheritdoc/>
    public override int GetHashCode() => HandleId.GetHashCode();
}
