using PromptGrid.Embedded.Activations;

namespace PromptGrid.Embedded.Streams;

/// <summary>A grain's subscription. It belongs to the grain, not to an activation: an item activates the grain if need be.</summary>
internal sealed class GrainSubscription(StreamHub hub, Guid id, GrainClass grainClass, string key, bool isImplicit) : Subscription(hub, id)
{
    internal bool IsImplicit { get; } = isImplicit;

    internal bool BelongsTo(Activation activation) => activation.Class == grainClass && activation.Key == key;

    private protected override Task DeliverAsync(StreamItem item) =>
        new StreamDelivery(this, item).SendFromRuntimeAsync(Runtime, grainClass, key);
}
