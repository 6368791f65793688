using System.Runtime.CompilerServices;

namespace PromptGrid.Search.Wire.Tests.Description;

/// <summary>The official description of Elasticsearch's requests and answers, which lies beside the repository on some
/// machines.</summary>
public static class DescriptionFile
{
    private const string Variable = "PROMPTGRID_ELASTICSEARCH_OPENAPI";
    private const string Name = "elasticsearch-openapi.json";

    private static readonly string? Path = Find();

    /// <summary>Why nothing can be checked against the description here, or null.</summary>
    public static string? Obstacle => Path is null
        ? $"Elasticsearch's OpenAPI description is not here: set {Variable} to the file, or put {Name} in shared/data beside the repository."
        : null;

    /// <summary>Null where the file is not.</summary>
    internal static ApiDescription? Loaded { get; } = Path is null ? null : ApiDescription.Parse(File.ReadAllBytes(Path));

    // From where this file was compiled, since build outputs may stand elsewhere.
    private static string? Find([CallerFilePath] string source = "")
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
            return File.Exists(named) ? named : null;
        for (var folder = new FileInfo(source).Directory; folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Directory.Packages.props")))
                return folder.Parent is { } parent && System.IO.Path.Combine(parent.FullName, "shared", "data", Name) is var path && File.Exists(path) ? path : null;
        }

        return null;
    }
}
