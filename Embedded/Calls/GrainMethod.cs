using System.ComponentModel;

namespace PromptGrid.Embedded.Calls;

/// <summary>What is the same for all calls of a grain method.</summary>
/// <param name="interfaceName">The interface, for messages.</param>
/// <param name="name">The method, for messages.</param>
/// <param name="options">How calls take turns.</param>
/// <param name="timeout">How long callers wait; null means the default.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class GrainMethod(string interfaceName, string name, CallOptions options, string? timeout)
{
    internal CallOptions Options { get; } = options;

    internal TimeSpan? Timeout { get; } =
        timeout is null ? null : TimeSpan.Parse(timeout, System.Globalization.CultureInfo.InvariantCulture);

    internal string Name { get; } = $"{interfaceName}.{name}";
}
