using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace PromptGrid.Embedded.Generator;

/// <summary>Writes the factory of a grain class, so that building a grain needs no reflection.</summary>
internal static class ClassEmitter
{
    internal static Emission Emit(INamedTypeSymbol grainClass)
    {
        var name = Names.Identifier(grainClass) + "_Factory";
        if (Objection(grainClass) is { } objection)
            return new(name, null, null, [new(Diagnostics.NotBuildable, grainClass, grainClass.ToDisplayString(), objection)]);

        var constructor = Constructor(grainClass)!;
        var arguments = string.Join(", ", constructor.Parameters.Select(Argument));
        var type = Names.Full(grainClass);
        return new(
            name,
            null,
            $"{Names.Registration}.GrainRegistry.AddClass(typeof({type}), static grain => new {type}({arguments}));",
            ImmutableArray<Finding>.Empty);
    }

    private static string? Objection(INamedTypeSymbol grainClass)
    {
        if (grainClass.IsGenericType)
            return "generic grain classes are not supported";
        if (!Names.IsAccessible(grainClass))
            return "generated code must be able to name it, so it has to be internal or public";
        return Constructor(grainClass) is null ? "it needs a public or internal constructor, and one with more parameters than the others" : null;
    }

    private static IMethodSymbol? Constructor(INamedTypeSymbol grainClass)
    {
        var candidates = grainClass.InstanceConstructors
            .Where(each => each.DeclaredAccessibility is Accessibility.Public or Accessibility.Internal or Accessibility.ProtectedOrInternal)
            .OrderByDescending(each => each.Parameters.Length)
            .ToArray();
        return candidates.Length == 0 || (candidates.Length > 1 && candidates[0].Parameters.Length == candidates[1].Parameters.Length)
            ? null
            : candidates[0];
    }

    private static string Argument(IParameterSymbol parameter)
    {
        var type = Names.Bare(parameter.Type);
        if (Names.Find(parameter, "Orleans.Runtime.PersistentStateAttribute") is { } state
            && parameter.Type is INamedTypeSymbol { TypeArguments.Length: 1 } facet)
        {
            var stored = facet.TypeArguments[0];
            var names = state.ConstructorArguments;
            return $"grain.State<{Names.Full(stored)}>({Names.Literal((string?)names[0].Value)}, {Names.Literal(names.Length > 1 ? (string?)names[1].Value : null)})";
        }
        if (Names.Find(parameter, "Microsoft.Extensions.DependencyInjection.FromKeyedServicesAttribute") is { ConstructorArguments.Length: 1 } keyed)
            return $"grain.KeyedService<{type}>({keyed.ConstructorArguments[0].ToCSharpString()})";
        if (Names.Metadata(parameter.Type) == "Orleans.Runtime.IGrainContext")
            return "grain.Context";
        if (!parameter.HasExplicitDefaultValue)
            return $"grain.Service<{type}>()";
        return parameter.Type.IsReferenceType && parameter.Type.SpecialType != SpecialType.System_String
            ? $"grain.OptionalService<{type}>()"
            : $"({Names.Full(parameter.Type)}){Default(parameter)}";
    }

    private static string Default(IParameterSymbol parameter) => parameter.ExplicitDefaultValue is { } value
        ? SymbolDisplay.FormatPrimitive(value, quoteStrings: true, useHexadecimalNumbers: false) ?? "default"
        : "default";
}
