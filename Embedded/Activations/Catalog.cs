using PromptGrid.Embedded.Calls;

namespace PromptGrid.Embedded.Activations;

/// <summary>Which grains are in memory. At most one target per grain class and key at any moment.</summary>
internal sealed class Catalog
{
    internal CallTarget GetOrCreate(GrainClass grainClass, string key) =>
        grainClass.Targets.TryGetValue(key, out var target)
            ? target
            : grainClass.Targets.GetOrAdd(key, static (key, grainClass) => grainClass.CreateTarget(key), grainClass);

    /// <summary>Gives the call to whatever stands behind the key, activating it if need be. An answered call is dropped.</summary>
    internal void Dispatch(GrainClass grainClass, string key, GrainCall call)
    {
        while (!call.IsSettled)
        {
            var target = GetOrCreate(grainClass, key);
            if (target.TryDispatch(call))
                return;
            // It has ended but may still be listed. Whoever sees it first takes it off the list.
            grainClass.Targets.TryRemove(new(key, target));
        }
    }

    internal void Remove(Activation activation, WorkerGroup? group)
    {
        if (group is null)
            activation.Class.Targets.TryRemove(new(activation.Key, activation));
        else
            group.Remove(activation);
    }
}
