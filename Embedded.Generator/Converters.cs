using System.Collections.Generic;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace PromptGrid.Embedded.Generator;

/// <summary>The types for which the compilation, or a project that it refers to, registers a converter.</summary>
internal sealed class Converters
{
    private static readonly ConditionalWeakTable<Compilation, Converters> s_cache = new();

    private readonly HashSet<ISymbol> _types = new(SymbolEqualityComparer.Default);

    private Converters(Compilation compilation)
    {
        Collect(compilation.Assembly.GlobalNamespace);
        foreach (var assembly in compilation.SourceModule.ReferencedAssemblySymbols)
        {
            // Only an assembly that knows the runtime can register something with it.
            foreach (var module in assembly.Modules)
            {
                foreach (var reference in module.ReferencedAssemblies)
                {
                    if (reference.Name == "PromptGrid.Embedded")
                        Collect(assembly.GlobalNamespace);
                }
            }
        }
    }

    internal static Converters Of(Compilation compilation) => s_cache.GetValue(compilation, static each => new(each));

    internal bool Have(ITypeSymbol type) => _types.Contains(type.OriginalDefinition);

    private void Collect(INamespaceOrTypeSymbol container)
    {
        foreach (var member in container.GetMembers())
        {
            if (member is INamespaceSymbol inner)
            {
                Collect(inner);
                continue;
            }
            if (member is not INamedTypeSymbol type || !Names.Has(type, "Orleans.RegisterConverterAttribute"))
                continue;
            foreach (var each in type.AllInterfaces)
            {
                if (Names.Metadata(each) == "Orleans.IConverter`2")
                    _types.Add(each.TypeArguments[0].OriginalDefinition);
            }
        }
    }
}
