using System.ComponentModel;

namespace PromptGrid.Embedded.Calls;

/// <summary>How calls of a method take turns with others.</summary>
[Flags]
[EditorBrowsable(EditorBrowsableState.Never)]
public enum CallOptions
{
    /// <summary>One after the other.</summary>
    None = 0,

    /// <summary>The caller does not wait.</summary>
    OneWay = 1,

    /// <summary>May interleave with other read-only calls.</summary>
    ReadOnly = 2,

    /// <summary>May interleave with all calls.</summary>
    AlwaysInterleave = 4,

    /// <summary>Made by the runtime: not counted against the mailbox's bound, and not itself a reason to keep the grain.</summary>
    Internal = 8,
}
