using Microsoft.Extensions.Configuration;

namespace PromptGrid.Silo.Hosting;

/// <summary>The folder that holds everything a single machine keeps (<c>PROMPTGRID_DATA</c>, default <c>./data</c>).</summary>
public sealed class DataDirectory
{
    public const string Setting = "PROMPTGRID_DATA";

    private DataDirectory(string path) => Path = path;

    /// <summary>Absolute.</summary>
    public string Path { get; }

    public string Ledger => Path;

    public string SearchFile => File("search.db");

    public string ProjectionsFile => File("projections.db");

    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Reads the setting. The folder need not exist.</summary>
    public static DataDirectory From(IConfiguration configuration) =>
        new(System.IO.Path.GetFullPath(configuration[Setting] is { Length: > 0 } given ? given : "data"));

    /// <summary>Makes the folder if it does not exist.</summary>
    /// <exception cref="InvalidOperationException">It cannot be made.</exception>
    public void Create()
    {
        try
        {
            Directory.CreateDirectory(Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException($"{Setting} names '{Path}', which cannot be made: {e.Message}", e);
        }
    }
}
