using System.Diagnostics.CodeAnalysis;
using Orleans.Runtime;
using PromptGrid.Embedded.Activations;

namespace Orleans;

/// <summary>
/// Base of grain classes. At most one instance exists per identity, and its code runs on one thread at a time:
/// a call finishes before the next starts, unless the method or class says that calls may interleave.
/// </summary>
public abstract class Grain : IGrainBase, IAddressable
{
    /// <summary>Takes the context of the activation that is being built; outside the runtime there is none.</summary>
    protected Grain() => GrainContext = TurnScheduler.Current?.Activation;

    /// <summary>Takes a given context, for tests of a grain outside the runtime.</summary>
    protected Grain(IGrainContext grainContext) => GrainContext = grainContext;

    /// <inheritdoc/>
    [AllowNull]
    public IGrainContext GrainContext { get; private set; }

    /// <summary>A reference to this grain that may be given to others.</summary>
    public GrainReference GrainReference => GrainContext.GrainReference;

    /// <summary>"type/key", for messages and logs.</summary>
    public string IdentityString => GrainContext.GrainId.ToString();

    /// <summary>Gives references to other grains.</summary>
    protected IGrainFactory GrainFactory => Activation.Runtime.GrainFactory;

    /// <summary>The services of this activation, in a scope that ends with it.</summary>
    protected internal IServiceProvider ServiceProvider => GrainContext.ActivationServices;

    private Activation Activation => GrainContext as Activation
        ?? throw new InvalidOperationException("The grain was built outside the grain runtime, so it has no runtime to ask.");

    /// <inheritdoc/>
    public virtual Task OnActivateAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public virtual Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>
    /// Ends this activation once its running calls have finished. Queued calls go to the next activation and are not lost.
    /// </summary>
    protected void DeactivateOnIdle() =>
        GrainContext.Deactivate(new(DeactivationReasonCode.ApplicationRequested, "DeactivateOnIdle was called."));

    /// <summary>
    /// Keeps idle collection away for at least <paramref name="timeSpan"/>; a negative value takes an earlier request back.
    /// </summary>
    protected void DelayDeactivation(TimeSpan timeSpan) => Activation.DelayDeactivation(timeSpan);
}
