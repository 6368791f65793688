using Orleans.Runtime;

namespace Orleans;

/// <summary>What the runtime needs of a grain class: its context and the two ends of its life.</summary>
public interface IGrainBase
{
    /// <summary>The activation that this instance belongs to.</summary>
    IGrainContext GrainContext { get; }

    /// <summary>Runs before the first call. If it throws, waiting callers get the exception and the activation is dropped.</summary>
    Task OnActivateAsync(CancellationToken token) => Task.CompletedTask;

    /// <summary>Runs after the last call has finished. A process that is killed never gets here.</summary>
    Task OnDeactivateAsync(DeactivationReason reason, CancellationToken token) => Task.CompletedTask;
}
