using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using CsvHelper;

namespace PromptGrid.Search.Contract.Tests.Support;

/// <summary>The real prompts that lie beside the repository on some machines.</summary>
public static class DataFiles
{
    private const string Variable = "PROMPTGRID_DATA_FILES";

    private static readonly string? Folder = Find();

    /// <summary>Why tests on real prompts cannot run here, or null.</summary>
    public static string? Obstacle => Folder is null
        ? $"Real prompts are not here: set {Variable} to a folder with corpus.jsonl and prompts-chat.csv, or put them in shared/data beside the repository."
        : null;

    public static IEnumerable<SearchDocument> Read()
    {
        var number = 0;
        foreach (var line in File.ReadLines(Path.Combine(Folder!, "corpus.jsonl")))
        {
            using var row = JsonDocument.Parse(line);
            var json = row.RootElement;
            yield return Prompts.Prompt(
                $"real-{++number:D6}", json.GetProperty("title").GetString()!, json.GetProperty("content").GetString()!, json.GetProperty("type").GetString()!,
                minute: number, tags: [.. json.GetProperty("tags").EnumerateArray().Select(t => t.GetString()!)]);
        }

        using var csv = new CsvReader(new StreamReader(Path.Combine(Folder!, "prompts-chat.csv")), CultureInfo.InvariantCulture);
        csv.Read();
        csv.ReadHeader();
        while (csv.Read())
        {
            var type = csv.GetField("type") == "IMAGE" ? "image" : "chat";
            yield return Prompts.Prompt($"real-{++number:D6}", csv.GetField("act")!, csv.GetField("prompt")!, type, minute: number, tags: ["community"]);
        }
    }

    // From where this file was compiled, since build outputs may stand elsewhere.
    private static string? Find([CallerFilePath] string source = "")
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
            return IsComplete(named) ? named : null;
        for (var folder = new FileInfo(source).Directory; folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Directory.Packages.props")))
                return folder.Parent is { } parent && Path.Combine(parent.FullName, "shared", "data") is var data && IsComplete(data) ? data : null;
        }

        return null;
    }

    private static bool IsComplete(string folder) =>
        File.Exists(Path.Combine(folder, "corpus.jsonl")) && File.Exists(Path.Combine(folder, "prompts-chat.csv"));
}
