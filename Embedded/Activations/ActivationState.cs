namespace PromptGrid.Embedded.Activations;

/// <summary>The life of an activation; it only ever moves forward.</summary>
internal enum ActivationState
{
    /// <summary>Known by its key only.</summary>
    Created,

    /// <summary>The instance is being built, its state read, OnActivateAsync run.</summary>
    Activating,

    /// <summary>Serving calls.</summary>
    Active,

    /// <summary>Finishing what runs, then OnDeactivateAsync. What is queued waits for the next activation.</summary>
    Deactivating,

    /// <summary>Gone.</summary>
    Invalid,
}
