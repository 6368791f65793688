using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using CsvHelper;
using CsvHelper.Configuration;
using PromptGrid.Api.Export;
using PromptGrid.Domain.Prompts;

namespace PromptGrid.Api.Import;

/// <summary>Reads CSV by its header, in constant memory. Columns it does not know are kept under
/// <c>parameters.extra</c>.</summary>
public static class CsvRecordReader
{
    /// <summary>Characters of a field at the most.</summary>
    public const int FieldLengthMax = 2_000_000;

    private static readonly string[] Known =
        ["title", "act", "name", "content", "prompt", "text", "type", "tags", "description", "license", "licence", "category", "contributor", "author", "for_devs", "source", "externalid", "language", "visibility", "models", "subtype", "slug"];

    /// <summary>The records in order; the header is none.</summary>
    public static async IAsyncEnumerable<ImportRecord> ReadAsync(Stream stream, string? license, string importer, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var configuration = new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            BadDataFound = null,
            MissingFieldFound = null,
            MaxFieldSize = FieldLengthMax,
            PrepareHeaderForMatch = h => h.Header.Trim().ToLowerInvariant(),
        };
        using var text = new StreamReader(stream, new UTF8Encoding(false), detectEncodingFromByteOrderMarks: true, bufferSize: 65_536, leaveOpen: true);
        using var csv = new CsvReader(text, configuration);
        if (!await csv.ReadAsync() || !csv.ReadHeader()) yield break;
        var header = csv.HeaderRecord!.Select(h => h.Trim()).ToArray();
        var columns = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < header.Length; i++) columns.TryAdd(header[i], i);
        if (!columns.Keys.Any(c => c.ToLowerInvariant() is "content" or "prompt" or "text"))
        {
            yield return ImportRecord.Bad(0, Failure.Invalid("header", "names no column content, prompt or text"));
            yield break;
        }

        var exported = ExportedCsv.Of(columns);
        for (long line = 1; ; line++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (await ReadAsync(csv) is not { } isThere)
            {
                // Where such a field ends nobody can tell: most likely its quote was never closed.
                yield return ImportRecord.Bad(line, new Failure(FailureCode.TooLarge, $"A field is longer than {FieldLengthMax} characters; nothing from here on was read."));
                yield break;
            }

            if (!isThere) yield break;
            yield return exported is null ? ToRecord(line, csv, columns, header, license) : exported.Read(line, csv, importer);
        }
    }

    /// <returns>Whether there is one more record; null when a field of it is too long.</returns>
    private static async ValueTask<bool?> ReadAsync(CsvReader csv)
    {
        try
        {
            return await csv.ReadAsync();
        }
        catch (MaxFieldSizeException)
        {
            return null;
        }
    }

    private static ImportRecord ToRecord(long line, CsvReader csv, Dictionary<string, int> columns, string[] header, string? license)
    {
        string? Of(params ReadOnlySpan<string> names)
        {
            foreach (var name in names)
            {
                if (columns.TryGetValue(name, out var index) && csv.TryGetField<string>(index, out var value) && !string.IsNullOrWhiteSpace(value)) return TextRules.Clean(value);
            }

            return null;
        }

        ImmutableArray<string>? List(string? value) => value is null ? null : [.. value.Split([',', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];

        var forDevs = bool.TryParse(Of("for_devs"), out var devs) && devs;
        var origin = new PromptOrigin(Of("source"), Of("contributor", "author"), Of("externalId"));
        return ImportRecord.Of(line, new PromptDraft
        {
            Title = Of("title", "act", "name")?.ReplaceLineEndings(" ").Trim(),
            Content = Of("content", "prompt", "text"),
            Type = Of("type")?.Trim().ToLowerInvariant(),
            SubType = Of("subType"),
            Tags = List(Of("tags")),
            Models = List(Of("models")),
            Description = Of("description"),
            License = Of("license", "licence") ?? license,
            Language = Of("language"),
            Visibility = Of("visibility"),
            Slug = Of("slug"),
            Category = Of("category") ?? (forDevs ? "coding" : null),
            Parameters = Extra(csv, header),
            Origin = origin is { Source: null, Author: null, ExternalId: null } ? null : origin,
        });
    }

    private static RawJson? Extra(CsvReader csv, string[] header)
    {
        SortedDictionary<string, string>? extra = null;
        for (var i = 0; i < header.Length; i++)
        {
            if (header[i].Length == 0 || Known.Contains(header[i].ToLowerInvariant())) continue;
            if (csv.TryGetField<string>(i, out var value) && !string.IsNullOrWhiteSpace(value)) (extra ??= new(StringComparer.Ordinal))[header[i]] = TextRules.Clean(value);
        }

        if (extra is null) return null;
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteStartObject(ParameterSchema.Extra);
            foreach (var (name, value) in extra) json.WriteString(name, value);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return new RawJson(Encoding.UTF8.GetString(stream.ToArray()));
    }
}
