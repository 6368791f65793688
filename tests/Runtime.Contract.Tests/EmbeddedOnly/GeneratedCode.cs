extern alias generator;

using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using generator::PromptGrid.Embedded.Generator;

namespace PromptGrid.Runtime.Contract.Tests.EmbeddedOnly;

/// <summary>Compiles a piece of source with the generator, as a project that uses grains does.</summary>
internal static class GeneratedCode
{
    private const string Usings = """
        using System; using System.Collections.Generic; using System.Collections.Immutable; using System.Threading;
        using System.Threading.Tasks; using Orleans; using Orleans.Concurrency; using Orleans.Runtime;

        """;

    private static readonly MetadataReference[] s_references =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(static path => Path.GetFileName(path) is var name
                && (name.StartsWith("System.", StringComparison.Ordinal) || name is "netstandard.dll" or "PromptGrid.Embedded.dll"))
            .Select(static path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>The errors that compiler and generator report, as "id: message".</summary>
    internal static string[] Errors(string source) => [.. Run(source, out _).Select(static each => $"{each.Id}: {each.GetMessage(null)}")];

    /// <summary>The loaded assembly of source without errors.</summary>
    internal static Assembly Load(string source)
    {
        Assert.Empty(Run(source, out var compilation));
        using var image = new MemoryStream();
        Assert.True(compilation.Emit(image).Success);
        image.Position = 0;
        return AssemblyLoadContext.Default.LoadFromStream(image);
    }

    private static Diagnostic[] Run(string source, out Compilation compilation)
    {
        var input = CSharpCompilation.Create(
            $"Generated{source.GetHashCode(StringComparison.Ordinal):x}",
            [CSharpSyntaxTree.ParseText(Usings + source)],
            s_references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        CSharpGeneratorDriver.Create(new GrainGenerator())
            .RunGeneratorsAndUpdateCompilation(input, out compilation, out var findings);
        return [.. findings.Concat(compilation.GetDiagnostics()).Where(static each => each.Severity == DiagnosticSeverity.Error)];
    }
}
