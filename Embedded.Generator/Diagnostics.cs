using Microsoft.CodeAnalysis;

namespace PromptGrid.Embedded.Generator;

/// <summary>The mistakes that the generator reports.</summary>
internal static class Diagnostics
{
    internal static readonly DiagnosticDescriptor Mutable = new(
        "PGE001",
        "What crosses a grain call must be immutable",
        "{0} of {1} has the type '{2}', which caller and grain would share: {3}",
        "Grains",
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    internal static readonly DiagnosticDescriptor NotCallable = new(
        "PGE002",
        "Grain interfaces consist of asynchronous methods",
        "'{0}' cannot be called across grains: {1}",
        "Grains",
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    internal static readonly DiagnosticDescriptor NotBuildable = new(
        "PGE003",
        "Grain classes are built by generated code",
        "The grain class '{0}' cannot be built: {1}",
        "Grains",
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);
}
