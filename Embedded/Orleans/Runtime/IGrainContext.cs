namespace Orleans.Runtime;

/// <summary>One activation of a grain, from the first call that needs it until it is deactivated.</summary>
public interface IGrainContext
{
    /// <summary>A reference to the grain, which outlives this activation.</summary>
    GrainReference GrainReference { get; }

    /// <summary>The identity of the grain.</summary>
    GrainId GrainId { get; }

    /// <summary>The instance, or null before it is built.</summary>
    object? GrainInstance { get; }

    /// <summary>Services in a scope that ends with the activation.</summary>
    IServiceProvider ActivationServices { get; }

    /// <summary>Completes when the activation has ended. Awaiting it inside the grain waits for ever.</summary>
    Task Deactivated { get; }

    /// <summary>Ends the activation once its running calls have finished; queued calls go to the next one. Idempotent; never throws.</summary>
    void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default);
}
