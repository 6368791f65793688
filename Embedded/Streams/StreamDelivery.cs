using Orleans.Streams.Core;
using PromptGrid.Embedded.Activations;
using PromptGrid.Embedded.Calls;

namespace PromptGrid.Embedded.Streams;

/// <summary>One item on its way through the mailbox of a grain. It is a turn like any call.</summary>
internal sealed class StreamDelivery(GrainSubscription subscription, StreamItem item) : TaskCall
{
    private static readonly GrainMethod s_method = new("Stream", "Deliver", CallOptions.Internal, null);

    protected internal override GrainMethod Method => s_method;

    protected override async Task InvokeAsync(object grain)
    {
        var activation = Activation!;
        var observer = activation.Streams.Find(subscription.Id);
        if (observer is null && grain is IStreamSubscriptionObserver subscriber)
        {
            await subscriber.OnSubscribed(new StreamHandleFactory(subscription, activation));
            observer = activation.Streams.Find(subscription.Id);
        }
        if (observer is null)
        {
            activation.Runtime.Metrics.StreamItemDropped(subscription.Hub.Provider.Name);
            activation.Runtime.LogStreamWithoutObserver(activation.GrainId, subscription.Hub.StreamId);
            return;
        }
        await item.DeliverAsync(observer);
    }
}
