using Orleans.Runtime;
using Orleans.Streams;
using Orleans.Streams.Core;
using PromptGrid.Embedded.Activations;

namespace PromptGrid.Embedded.Streams;

/// <summary>A subscription offered to an activation that has no observer for it yet.</summary>
internal sealed class StreamHandleFactory(GrainSubscription subscription, Activation activation) : IStreamSubscriptionHandleFactory
{
    public StreamId StreamId => subscription.Hub.StreamId;

    public string ProviderName => subscription.Hub.Provider.Name;

    public GuidId SubscriptionId => GuidId.GetGuidId(subscription.Id);

    public StreamSubscriptionHandle<T> Create<T>() => new EmbeddedSubscriptionHandle<T>(subscription, activation);
}
