using System.Buffers;
using System.Collections.Immutable;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text.Json;
using PromptGrid.Api.Export;
using PromptGrid.Api.Json;
using PromptGrid.Domain.Prompts;

namespace PromptGrid.Api.Import;

/// <summary>Reads one JSON object a line, in constant memory; lines of an export with all that they say. A line that cannot be read is a bad record; the rest goes on.</summary>
public static class NdjsonReader
{
    /// <summary>Bytes of a line at the most; a longer one is skipped.</summary>
    public const int LineBytesMax = 4_000_000;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = ApiJson.DepthMax };

    /// <summary>The records in order. Blank lines are passed over, but counted as lines.</summary>
    public static async IAsyncEnumerable<ImportRecord> ReadAsync(Stream stream, string? license, string importer, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reader = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 65_536));
        long line = 0;
        var tooLong = false;
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken);
            var buffer = read.Buffer;
            var records = new List<ImportRecord>();
            while (buffer.PositionOf((byte)'\n') is { } end)
            {
                line++;
                var text = buffer.Slice(0, end);
                if (tooLong || text.Length > LineBytesMax) records.Add(TooLong(line));
                else if (Parse(line, text, license, importer) is { } record) records.Add(record);
                tooLong = false;
                buffer = buffer.Slice(buffer.GetPosition(1, end));
            }

            if (read.IsCompleted && (buffer.Length > 0 || tooLong))
            {
                line++;
                if (tooLong || buffer.Length > LineBytesMax) records.Add(TooLong(line));
                else if (Parse(line, buffer, license, importer) is { } last) records.Add(last);
                buffer = buffer.Slice(buffer.End);
            }
            else if (buffer.Length > LineBytesMax)
            {
                tooLong = true;
                buffer = buffer.Slice(buffer.End);
            }

            reader.AdvanceTo(buffer.Start, buffer.End);
            foreach (var record in records) yield return record;
            if (read.IsCompleted) break;
        }

        await reader.CompleteAsync();
    }

    private static ImportRecord? Parse(long line, ReadOnlySequence<byte> bytes, string? license, string importer)
    {
        if (line == 1 && bytes.Length >= 3 && bytes.Slice(0, 3).ToArray() is [0xEF, 0xBB, 0xBF]) bytes = bytes.Slice(3);
        if (IsBlank(bytes)) return null;
        try
        {
            using var document = JsonDocument.Parse(bytes, Strict);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) return ImportRecord.Bad(line, Failure.Invalid("line", "is not a JSON object"));
            var draft = root.Deserialize(ApiJson.Web.PromptDraft)!;
            if (ExportMark.IsOn(root)) return ExportedLine.Read(line, draft with { Origin = OriginOf(root) }, root, importer);
            return ImportRecord.Of(line, draft with
            {
                Content = Clean(draft.Content),
                Title = Clean(draft.Title),
                Description = Clean(draft.Description),
                Type = draft.Type?.ToLowerInvariant(),
                License = draft.License ?? Text(root, "licence") ?? license,
                Origin = OriginOf(root),
            });
        }
        catch (JsonException e)
        {
            var field = e.Path is { Length: > 2 and <= 200 } path ? path[2..] : "line";
            return ImportRecord.Bad(line, Failure.Invalid(field, e.Path is null or "$" ? "is not valid JSON" : "is not of the right type"));
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException or ArgumentException)
        {
            return ImportRecord.Bad(line, Failure.Invalid("line", "holds text that is not well formed"));
        }
    }

    private static PromptOrigin? OriginOf(JsonElement root)
    {
        // What an export wrote has it as one object; other sources have it beside the fields.
        var from = root.TryGetProperty("origin", out var origin) && origin.ValueKind == JsonValueKind.Object ? origin : root;
        var (source, author, externalId) = (Text(from, "source"), Text(from, "author"), Text(from, "externalId"));
        return source is null && author is null && externalId is null ? null : new PromptOrigin(source, author, externalId);
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;

    private static string? Clean(string? text) => text is null ? null : TextRules.Clean(text);

    private static bool IsBlank(ReadOnlySequence<byte> bytes)
    {
        foreach (var segment in bytes)
        {
            if (segment.Span.ContainsAnyExcept(" \t\r"u8)) return false;
        }

        return true;
    }

    private static ImportRecord TooLong(long line) => ImportRecord.Bad(line, new Failure(FailureCode.TooLarge, $"The line is longer than {LineBytesMax} bytes."));
}
