using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CsvHelper;
using PromptGrid.Api.Import;
using PromptGrid.Api.Json;
using PromptGrid.Domain.Prompts;

namespace PromptGrid.Api.Export;

/// <summary>Exports as CSV: a column for every field, so that nothing is lost; what is no text is JSON in its column.</summary>
public sealed class ExportedCsv
{
    private static readonly string[] Columns =
    [
        ExportMark.Field, "id", "owner", "version", "semver", "versionNote", "versionCreatedAt", "versionTitle", "contentHash",
        "title", "content", "type", "subType", "description", "messages", "parameters", "variables", "tags", "models", "category", "license", "language",
        "example", "visibility", "slug", "source", "author", "externalId", "forkedFrom", "createdAt", "updatedAt",
    ];

    private readonly Dictionary<string, int> _columns;

    private ExportedCsv(Dictionary<string, int> columns) => _columns = columns;

    /// <summary>The reader for a file of these columns, if an export wrote it; otherwise null.</summary>
    public static ExportedCsv? Of(Dictionary<string, int> columns) => Columns.All(columns.ContainsKey) ? new ExportedCsv(columns) : null;

    public static void WriteHeader(IBufferWriter<byte> output) => Encoding.UTF8.GetBytes(string.Join(',', Columns) + "\r\n", output);

    /// <summary>Writes the line as one record.</summary>
    public static void Write(ExportedLine line, IBufferWriter<byte> output)
    {
        var (draft, restore) = (line.Draft, line.Restore);
        string?[] fields =
        [
            ExportMark.Version.ToString(CultureInfo.InvariantCulture), restore.Id, line.Owner, restore.Version.Number.ToString(CultureInfo.InvariantCulture),
            restore.Version.Semver, draft.Note, Time(restore.Version.CreatedAt), restore.Version.Title, line.ContentHash,
            draft.Title, draft.Content, draft.Type, draft.SubType, draft.Description,
            draft.Messages is { } messages ? JsonSerializer.Serialize(messages, ApiJson.Web.ImmutableArrayPromptMessage) : null,
            draft.Parameters?.Text,
            draft.Variables is { } variables ? JsonSerializer.Serialize(variables, ApiJson.Web.ImmutableArrayPromptVariable) : null,
            List(draft.Tags), List(draft.Models), draft.Category, draft.License, draft.Language,
            draft.Example is { } example ? JsonSerializer.Serialize(example, ApiJson.Web.PromptExample) : null,
            draft.Visibility, draft.Slug, draft.Origin?.Source, draft.Origin?.Author, draft.Origin?.ExternalId,
            restore.ForkedFrom is { } source ? JsonSerializer.Serialize(source, ApiJson.Web.ForkSource) : null,
            Time(restore.CreatedAt), Time(restore.UpdatedAt),
        ];
        var record = new StringBuilder();
        foreach (var field in fields) Append(record, field);
        record.Length--;
        record.Append("\r\n");
        foreach (var chunk in record.GetChunks()) Encoding.UTF8.GetBytes(chunk.Span, output);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public ImportRecord Read(long line, CsvReader csv, string importer)
    {
        string? Of(string column) => csv.TryGetField<string>(_columns[column], out var value) && !string.IsNullOrEmpty(value) ? TextRules.Clean(value) : null;
        T? Json<T>(string column, JsonTypeInfo<T> type) => Of(column) is { } json ? JsonSerializer.Deserialize(json, type) : default;
        DateTimeOffset? TimeOf(string column) => DateTimeOffset.TryParse(Of(column), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

        try
        {
            if (Of(ExportMark.Field) != ExportMark.Version.ToString(CultureInfo.InvariantCulture)) return ImportRecord.Bad(line, Failure.Invalid(ExportMark.Field, $"must be {ExportMark.Version}"));
            if (Of("id") is not { } id || !EntityIds.IsPrompt(id)) return ImportRecord.Bad(line, Failure.Invalid("id", "is not the id of a prompt"));
            if (!int.TryParse(Of("version"), NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < 1) return ImportRecord.Bad(line, Failure.Invalid("version", "must be 1 or more"));
            if (TimeOf("createdAt") is not { } createdAt || TimeOf("updatedAt") is not { } updatedAt || TimeOf("versionCreatedAt") is not { } versionAt) return ImportRecord.Bad(line, Failure.Invalid("createdAt", "is not a time"));
            var origin = new PromptOrigin(Of("source"), Of("author"), Of("externalId"));
            var draft = new PromptDraft
            {
                Title = Of("title"),
                Content = Of("content"),
                Type = Of("type"),
                SubType = Of("subType"),
                Description = Of("description"),
                Messages = Of("messages") is null ? null : Json("messages", ApiJson.Web.ImmutableArrayPromptMessage),
                Parameters = Of("parameters") is null ? null : Json("parameters", ApiJson.Web.RawJson),
                Variables = Of("variables") is null ? null : Json("variables", ApiJson.Web.ImmutableArrayPromptVariable),
                Tags = Items(Of("tags")),
                Models = Items(Of("models")),
                Category = Of("category"),
                License = Of("license"),
                Language = Of("language"),
                Example = Json("example", ApiJson.Web.PromptExample),
                Visibility = Of("visibility"),
                Slug = Of("slug"),
                Note = Of("versionNote"),
                Origin = origin is { Source: null, Author: null, ExternalId: null } ? null : origin,
            };
            var restore = new PromptRestore(id, new ExportedVersion(number, Of("semver") ?? "", versionAt, Of("versionTitle")), createdAt, updatedAt, Json("forkedFrom", ApiJson.Web.ForkSource));
            return ImportRecord.Of(line, draft, restore, Of("owner"), importer);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or ArgumentException)
        {
            return ImportRecord.Bad(line, Failure.Invalid("record", "has a column that is not the JSON it should be"));
        }
    }

    private static string Time(DateTimeOffset time) => time.ToString("O", CultureInfo.InvariantCulture);

    // As everybody writes lists, unless an item would be taken apart.
    private static string? List(ImmutableArray<string>? items) => items is not { } list ? null
        : list.Any(i => i.AsSpan().IndexOfAny(",;[") >= 0) ? JsonSerializer.Serialize(list, ApiJson.Web.ImmutableArrayString)
        : string.Join(',', list);

    private static ImmutableArray<string>? Items(string? text) => text is null ? null
        : text[0] == '[' ? JsonSerializer.Deserialize(text, ApiJson.Web.ImmutableArrayString)
        : [.. text.Split(',')];

    private static void Append(StringBuilder record, string? field)
    {
        if (field is { Length: > 0 })
        {
            if (field.AsSpan().IndexOfAny(",\"\r\n ") < 0) record.Append(field);
            else record.Append('"').Append(field.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
        }

        record.Append(',');
    }
}
