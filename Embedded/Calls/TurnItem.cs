using System.ComponentModel;

namespace PromptGrid.Embedded.Calls;

/// <summary>A piece of work of one activation, run while no other work of that activation runs.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class TurnItem
{
    /// <summary>Runs the first stretch of the work, up to its first incomplete await. Never throws.</summary>
    internal abstract void Run();
}
