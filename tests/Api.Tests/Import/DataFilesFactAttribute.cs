namespace PromptGrid.Api.Tests.Import;

/// <summary>A fact about real files of prompts, which are no part of this repository: they lie in the folder that
/// <c>PROMPTGRID_DATA_FILES</c> names, or in <c>shared/data</c> beside the repository. Elsewhere it is skipped, and says
/// so.</summary>
public sealed class DataFilesFactAttribute : FactAttribute
{
    public DataFilesFactAttribute() =>
        Skip = Folder is null ? "There are no data files: PROMPTGRID_DATA_FILES names no folder with prompts-chat.csv and corpus.jsonl." : null;

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
