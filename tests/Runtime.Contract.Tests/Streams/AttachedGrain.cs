using Orleans.Streams;

namespace PromptGrid.Runtime.Contract.Tests.Streams;

/// <summary>Subscribed by its class, and attaches its observer when it activates.</summary>
[ImplicitStreamSubscription(Namespace)]
public sealed class AttachedGrain(Signals signals) : Grain, IAttachedGrain
{
    public const string Namespace = "attached";

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var stream = this.GetStreamProvider(GrainHostSettings.Streams)
            .GetStream<int>(StreamId.Create(Namespace, this.GetPrimaryKeyString()));
        await stream.SubscribeAsync((item, _) =>
        {
            signals.Note("attached", $"{item}");
            signals.Count("attached");
            return Task.CompletedTask;
        });
    }
}
