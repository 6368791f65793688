using Orleans.Runtime;

namespace Orleans.Streams.Core;

/// <summary>A subscription whose item type the grain knows.</summary>
public interface IStreamSubscriptionHandleFactory
{
    /// <summary>The stream.</summary>
    StreamId StreamId { get; }

    /// <summary>The name of the stream's provider.</summary>
    string ProviderName { get; }

    /// <summary>The identity of the subscription.</summary>
    GuidId SubscriptionId { get; }

    /// <summary>The handle to resume.</summary>
    StreamSubscriptionHandle<T> Create<T>();
}
