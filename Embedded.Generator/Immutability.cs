using System;
using System.Collections.Generic;
using Microsoft.CodeAnalysis;

namespace PromptGrid.Embedded.Generator;

/// <summary>
/// Decides whether values of a type may be shared by caller and grain. Nothing is copied at run time, so the answer has to be
/// given here. Allowed are framework types that never change, types that say so with [GenerateSerializer, Immutable], and types
/// with a registered converter; of the latter two, the public members are checked, all the way down.
/// </summary>
internal sealed class Immutability(Compilation compilation)
{
    private static readonly HashSet<string> s_values =
    [
        "System.DateTimeOffset", "System.TimeSpan", "System.Guid", "System.DateOnly", "System.TimeOnly", "System.Uri", "System.Version",
        "System.Int128", "System.UInt128", "System.Half", "System.Numerics.BigInteger", "System.Threading.CancellationToken",
        "System.Net.IPAddress", "System.Type", "Orleans.Runtime.GrainReference",
    ];

    private static readonly HashSet<string> s_containers =
    [
        "System.Nullable`1", "System.ReadOnlyMemory`1", "System.Collections.Generic.KeyValuePair`2",
        "System.Collections.Generic.IReadOnlyList`1", "System.Collections.Generic.IReadOnlyCollection`1",
        "System.Collections.Generic.IReadOnlySet`1", "System.Collections.Generic.IReadOnlyDictionary`2",
        "System.Collections.Immutable.ImmutableArray`1", "System.Collections.Immutable.ImmutableList`1",
        "System.Collections.Immutable.ImmutableDictionary`2", "System.Collections.Immutable.ImmutableHashSet`1",
        "System.Collections.Immutable.ImmutableSortedDictionary`2", "System.Collections.Immutable.ImmutableSortedSet`1",
        "System.Collections.Immutable.ImmutableQueue`1", "System.Collections.Immutable.ImmutableStack`1",
        "System.Collections.Immutable.IImmutableList`1", "System.Collections.Immutable.IImmutableDictionary`2",
        "System.Collections.Immutable.IImmutableSet`1",
    ];

    private readonly Converters _converters = Converters.Of(compilation);
    private readonly HashSet<ITypeSymbol> _visited = new(SymbolEqualityComparer.Default);

    /// <summary>Why values of the type must not be shared; null if they may.</summary>
    internal string? Objection(ITypeSymbol type)
    {
        if (WellKnown(type, Objection) is { IsDecided: true } answer)
            return answer.Objection;
        var isImmutable = Names.Has(type.OriginalDefinition, "Orleans.ImmutableAttribute");
        var isSendable = Names.Has(type.OriginalDefinition, "Orleans.GenerateSerializerAttribute") || IsRuntimeType(type);
        if (!_converters.Have(type))
        {
            if (!isImmutable)
                return isSendable ? "if it never changes, mark it [Immutable]" : "if it never changes, mark it [GenerateSerializer, Immutable]";
            if (!isSendable)
                return "mark it [GenerateSerializer] as well: the Cluster edition has to send it";
        }
        return ObjectionToArguments(type, Objection) ?? ObjectionToMembers(type);
    }

    /// <summary>As <see cref="Objection"/> for what is inside a type that may cross calls: no attribute needed, only no way to change it.</summary>
    private string? InnerObjection(ITypeSymbol type)
    {
        if (WellKnown(type, InnerObjection) is { IsDecided: true } answer)
            return answer.Objection;
        return ObjectionToArguments(type, InnerObjection) ?? ObjectionToMembers(type);
    }

    private static (bool IsDecided, string? Objection) WellKnown(ITypeSymbol type, Func<ITypeSymbol, string?> inner)
    {
        if (type.TypeKind is TypeKind.Enum or TypeKind.Error or TypeKind.TypeParameter || IsPrimitive(type.SpecialType))
            return (true, null);
        if (type is IArrayTypeSymbol array)
        {
            return (true, array.ElementType.SpecialType == SpecialType.System_Byte
                ? "arrays can be changed; use ReadOnlyMemory<byte>"
                : "arrays can be changed; use ImmutableArray<T>");
        }
        var name = Names.Metadata(type);
        if (s_values.Contains(name) || name == "Orleans.Concurrency.Immutable`1")
            return (true, null);
        if (type.IsTupleType || s_containers.Contains(name) || name.StartsWith("System.Tuple`", StringComparison.Ordinal))
            return (true, ObjectionToArguments(type, inner));
        if (type.TypeKind == TypeKind.Interface && IsAddressable(type))
            return (true, null);
        return (false, null);
    }

    private string? ObjectionToMembers(ITypeSymbol type)
    {
        // The framework's other types hide what they do; the ones that are meant to be changed are named.
        if (type.ContainingNamespace is { } ns && ns.ToDisplayString() is var space
            && (space == "System" || space.StartsWith("System.", StringComparison.Ordinal)))
        {
            return space is "System.Collections.Generic" or "System.Collections.Concurrent" or "System.Collections" or "System.Text.Json.Nodes"
                ? "it can be changed; use an immutable collection"
                : null;
        }
        if (!_visited.Add(type) || IsRuntimeType(type))
            return null;
        for (var each = type; each is { SpecialType: SpecialType.None }; each = each.BaseType!)
        {
            foreach (var member in each.GetMembers())
            {
                if (member.IsStatic || member.DeclaredAccessibility != Accessibility.Public || Names.Has(member, "Orleans.ImmutableAttribute"))
                    continue;
                var (isSettable, memberType) = member switch
                {
                    IFieldSymbol field => (!field.IsReadOnly, field.Type),
                    IPropertySymbol { IsIndexer: false } property => (
                        property.SetMethod is { IsInitOnly: false, DeclaredAccessibility: Accessibility.Public }, property.Type),
                    _ => (false, null),
                };
                // A struct is copied when it is passed, so only what it refers to is shared.
                if (isSettable && !type.IsValueType)
                    return $"its member '{member.Name}' can be set";
                if (memberType is not null && InnerObjection(memberType) is { } objection)
                    return $"of its member '{member.Name}', {objection}";
            }
        }
        return null;
    }

    private static string? ObjectionToArguments(ITypeSymbol type, Func<ITypeSymbol, string?> inner)
    {
        if (type is not INamedTypeSymbol named)
            return null;
        foreach (var argument in named.TypeArguments)
        {
            if (inner(argument) is { } objection)
                return $"of '{argument.ToDisplayString()}' in it, {objection}";
        }
        return null;
    }

    private static bool IsRuntimeType(ITypeSymbol type) => type.ContainingAssembly?.Name == "PromptGrid.Embedded";

    private static bool IsAddressable(ITypeSymbol type)
    {
        foreach (var each in type.AllInterfaces)
        {
            if (Names.Metadata(each) == "Orleans.Runtime.IAddressable")
                return true;
        }
        return false;
    }

    private static bool IsPrimitive(SpecialType type) => type is SpecialType.System_Boolean or SpecialType.System_Char
        or SpecialType.System_SByte or SpecialType.System_Byte or SpecialType.System_Int16 or SpecialType.System_UInt16
        or SpecialType.System_Int32 or SpecialType.System_UInt32 or SpecialType.System_Int64 or SpecialType.System_UInt64
        or SpecialType.System_Single or SpecialType.System_Double or SpecialType.System_Decimal or SpecialType.System_String
        or SpecialType.System_DateTime;
}
