using Microsoft.Extensions.Configuration;

namespace PromptGrid.Silo.Hosting;

/// <summary>The folder that holds everything a single machine keeps (<c>PROMPTGRID_DATA</c>, default <c>./data</c>).</summary>
public sealed class DataDirectory
{
    public const string Setting = "PROMPTGRID_DATA";

    private DataDirectory(string path) => Path = path;

    /// <summary>Absolute; exists.</summary>
    public string Path { get; }

    public string Ledger => Path;

    public string SearchFile => File("search.db");

    public string ProjectionsFile => File("projections.db");

    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Reads the setting and makes the folder.</summary>
    /// <exception cref="InvalidOperationException">The folder cannot be made or written.</exception>
    public static DataDirectory From(IConfiguration configuration)
    {
        var path = System.IO.Path.GetFullPath(configuration[Setting] is { Length: > 0 } given ? given : "data");
        try
        {
            Directory.CreateDirectory(path);
            return new DataDirectory(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException($"{Setting} names '{path}', which cannot be made: {e.Message}", e);
        }
    }
}
