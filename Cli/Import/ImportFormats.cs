namespace PromptGrid.Cli.Import;

/// <summary>Formats of files that can be imported.</summary>
internal static class ImportFormats
{
    public const string Csv = "csv";
    public const string Ndjson = "ndjson";

    /// <summary>The format that a file's name tells; null when it tells none.</summary>
    public static string? Of(string fileName) => Path.GetExtension(fileName).ToLowerInvariant() switch
    {
        ".csv" => Csv,
        ".ndjson" or ".jsonl" => Ndjson,
        _ => null,
    };
}
