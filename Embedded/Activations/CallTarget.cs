using PromptGrid.Embedded.Calls;

namespace PromptGrid.Embedded.Activations;

/// <summary>What stands behind a grain identity: one activation, or the workers of a stateless worker.</summary>
internal abstract class CallTarget
{
    /// <summary>Whether calls can still be given to it; once false, it stays false.</summary>
    internal abstract bool IsValid { get; }

    /// <summary>Takes the call if it can run now, alone, on the calling thread; the caller then runs it.</summary>
    internal abstract bool TryBeginInline(GrainCall call);

    /// <summary>Takes the call into a mailbox, or answers it with a refusal. False if the target is not valid any more.</summary>
    internal abstract bool TryDispatch(GrainCall call);

    /// <summary>All activations, for collection and shutdown.</summary>
    internal abstract IEnumerable<Activation> Activations { get; }
}
