using System.ComponentModel;

namespace PromptGrid.Embedded.Calls;

/// <summary>The result of a method without one.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly record struct Nothing;
