namespace Orleans;

/// <summary>The kinds of reason for an activation to end. An in-process runtime gives only some of them.</summary>
[GenerateSerializer]
public enum DeactivationReasonCode : byte
{
    /// <summary>None.</summary>
    None,

    /// <summary>The host is stopping.</summary>
    ShuttingDown,

    /// <summary>Building or activating the grain failed.</summary>
    ActivationFailed,

    /// <summary>Never given here: there is no directory.</summary>
    DirectoryFailure,

    /// <summary>No call came for the idle age.</summary>
    ActivationIdle,

    /// <summary>Never given here.</summary>
    ActivationUnresponsive,

    /// <summary>Never given here: one process has one activation.</summary>
    DuplicateActivation,

    /// <summary>Never given here.</summary>
    IncompatibleRequest,

    /// <summary>The grain failed in a way that makes its memory untrustworthy, such as an etag conflict.</summary>
    ApplicationError,

    /// <summary>The grain asked for it.</summary>
    ApplicationRequested,

    /// <summary>Never given here: there is nowhere to migrate to.</summary>
    Migrating,

    /// <summary>The runtime asked for it.</summary>
    RuntimeRequested,

    /// <summary>Never given here.</summary>
    HighMemoryPressure,
}
