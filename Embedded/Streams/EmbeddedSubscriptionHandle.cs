using Orleans.Runtime;
using Orleans.Streams;
using PromptGrid.Embedded.Activations;

namespace PromptGrid.Embedded.Streams;

/// <summary>A handle to a subscription, in the hands of the activation or the client that made or resumed it.</summary>
internal sealed class EmbeddedSubscriptionHandle<T>(Subscription subscription, Activation? activation) : StreamSubscriptionHandle<T>
{
    public override StreamId StreamId => subscription.Hub.StreamId;

    public override string ProviderName => subscription.Hub.Provider.Name;

    public override Guid HandleId => subscription.Id;

    public override Task UnsubscribeAsync()
    {
        activation?.Streams.Detach(subscription.Id);
        // An implicit subscription is part of the grain class: only its observer can be taken away.
        if (subscription is not GrainSubscription { IsImplicit: true })
            subscription.Hub.Remove(subscription);
        return Task.CompletedTask;
    }

    public override Task<StreamSubscriptionHandle<T>> ResumeAsync(IAsyncObserver<T> observer, StreamSequenceToken? token = null)
    {
        ArgumentNullException.ThrowIfNull(observer);
        EmbeddedStream<T>.ThrowIfRewinding(token);
        if (activation is not null)
            activation.Streams.Attach(subscription.Id, observer);
        else
            ((ClientSubscription)subscription).Observer = observer;
        return Task.FromResult<StreamSubscriptionHandle<T>>(this);
    }

    public override bool Equals(StreamSubscriptionHandle<T>? other) => other is not null && other.HandleId == HandleId;
}
