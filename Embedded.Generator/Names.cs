using System.Text;
using Microsoft.CodeAnalysis;

namespace PromptGrid.Embedded.Generator;

/// <summary>How symbols are written in generated code.</summary>
internal static class Names
{
    internal const string Calls = "global::PromptGrid.Embedded.Calls";
    internal const string Registration = "global::PromptGrid.Embedded.Registration";

    private static readonly SymbolDisplayFormat s_annotated = SymbolDisplayFormat.FullyQualifiedFormat
        .AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    /// <summary>The full name with nullable annotations.</summary>
    internal static string Full(ITypeSymbol type) => type.ToDisplayString(s_annotated);

    /// <summary>The full name without an annotation of the type itself.</summary>
    internal static string Bare(ITypeSymbol type) => type.WithNullableAnnotation(NullableAnnotation.NotAnnotated).ToDisplayString(s_annotated);

    /// <summary>Namespace and name with dots, for comparing with well-known types.</summary>
    internal static string Metadata(ITypeSymbol type)
    {
        var definition = type.OriginalDefinition;
        var name = definition.ContainingNamespace is { IsGlobalNamespace: false } ns
            ? ns.ToDisplayString() + "." + definition.MetadataName
            : definition.MetadataName;
        return name;
    }

    /// <summary>The full name as one identifier.</summary>
    internal static string Identifier(ITypeSymbol type)
    {
        var text = new StringBuilder();
        foreach (var character in type.ToDisplayString())
            text.Append(char.IsLetterOrDigit(character) ? character : '_');
        return text.ToString();
    }

    internal static string Literal(string? text) => text is null ? "null" : Microsoft.CodeAnalysis.CSharp.SymbolDisplay.FormatLiteral(text, quote: true);

    internal static bool Has(ISymbol symbol, string attribute) => Find(symbol, attribute) is not null;

    internal static AttributeData? Find(ISymbol symbol, string attribute)
    {
        foreach (var each in symbol.GetAttributes())
        {
            if (each.AttributeClass is { } type && Metadata(type) == attribute)
                return each;
        }
        return null;
    }

    /// <summary>Whether generated code of the same assembly can name the type.</summary>
    internal static bool IsAccessible(INamedTypeSymbol type)
    {
        for (var each = type; each is not null; each = each.ContainingType)
        {
            if (each.DeclaredAccessibility is Accessibility.Private or Accessibility.Protected or Accessibility.ProtectedAndInternal
                || each.IsFileLocal)
            {
                return false;
            }
        }
        return true;
    }
}
