namespace PromptGrid.Testing;

/// <summary>Real files of prompts, which are no part of this repository: they lie in the folder that
/// <c>PROMPTGRID_DATA_FILES</c> names, or in <c>shared/data</c> beside the repository.</summary>
public static class DataFiles
{
    /// <summary>The folder; null where there is none.</summary>
    public static string? Folder { get; } = Candidates().FirstOrDefault(f => File.Exists(Path.Combine(f, "prompts-chat.csv")) && File.Exists(Path.Combine(f, "corpus.jsonl")));

    private static IEnumerable<string> Candidates()
    {
        if (Environment.GetEnvironmentVariable("PROMPTGRID_DATA_FILES") is { Length: > 0 } given) yield return given;
        var source = new DirectoryInfo(Path.GetDirectoryName(Here())!);
        for (var folder = source; folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "PromptGrid.sln")) && folder.Parent is { } above) yield return Path.Combine(above.FullName, "shared", "data");
        }
    }

    private static string Here([System.Runtime.CompilerServices.CallerFilePath] string path = "") => path;
}
