using System.Buffers;
using System.Text.Json;
using PromptGrid.Api.Import;
using PromptGrid.Api.Json;
using PromptGrid.Domain.Prompts;

namespace PromptGrid.Api.Export;

/// <summary>
/// One version of one prompt, as an export writes it: the fields of a draft, and what an import needs to make the same prompt
/// again. The lines of one prompt follow each other, oldest version first; all tell its present tags, license and visibility.
/// </summary>
public sealed record ExportedLine(PromptDraft Draft, PromptRestore Restore, string ContentHash, string Owner)
{
    /// <summary>What one would publish to get this prompt as it is now.</summary>
    public static PromptDraft DraftOf(PromptDocument prompt) => new()
    {
        Title = prompt.Title,
        Description = Text(prompt.Description),
        Type = prompt.Type,
        SubType = prompt.SubType,
        Content = Text(prompt.Content),
        Messages = prompt.Messages.IsEmpty ? null : prompt.Messages,
        Parameters = prompt.Parameters.IsEmpty ? null : prompt.Parameters,
        Variables = prompt.Variables.IsEmpty ? null : prompt.Variables,
        Tags = prompt.Tags.IsEmpty ? null : prompt.Tags,
        Models = prompt.Models.IsEmpty ? null : prompt.Models,
        Category = prompt.Category,
        License = prompt.License,
        Language = prompt.Language,
        Example = prompt.Example,
        Visibility = prompt.Visibility,
        Slug = prompt.Slug,
        Note = prompt.Version.Note,
        Origin = prompt.Origin,
    };

    /// <summary>The present version. Its title in the history is told where the prompt was renamed since.</summary>
    public static ExportedLine Of(PromptDocument prompt, PromptVersionDocument? version, string owner) => new(
        DraftOf(prompt),
        new PromptRestore(prompt.Id, new ExportedVersion(prompt.Version.Number, prompt.Version.Semver, prompt.Version.CreatedAt, version is null || version.Title == prompt.Title ? null : version.Title), prompt.CreatedAt, prompt.UpdatedAt, prompt.ForkedFrom),
        prompt.Version.ContentHash,
        owner);

    /// <summary>An earlier version.</summary>
    public static ExportedLine Of(PromptDocument prompt, PromptVersionDocument version, string owner, bool isEarlier)
    {
        if (!isEarlier) return Of(prompt, version, owner);
        var then = prompt with { Title = version.Title, Content = version.Content, Messages = version.Messages, Parameters = version.Parameters, Variables = version.Variables, Version = version.Version };
        return Of(then with { Type = TypeOf(then), UpdatedAt = version.Version.CreatedAt }, version, owner);
    }

    /// <summary>Writes the line as one JSON object.</summary>
    public void Write(IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = ApiJson.Web.Options.Encoder, SkipValidation = true });
        json.WriteStartObject();
        json.WriteNumber(ExportMark.Field, ExportMark.Version);
        json.WriteString("id", Restore.Id);
        json.WriteString("owner", Owner);
        json.WriteStartObject("version");
        json.WriteNumber("number", Restore.Version.Number);
        json.WriteString("semver", Restore.Version.Semver);
        json.WriteString("createdAt", Restore.Version.CreatedAt);
        json.WriteString("contentHash", ContentHash);
        if (Restore.Version.Title is { } title) json.WriteString("title", title);
        json.WriteEndObject();
        using (var draft = JsonSerializer.SerializeToDocument(Draft, DomainJson.Stored.PromptDraft))
        {
            foreach (var field in draft.RootElement.EnumerateObject()) field.WriteTo(json);
        }

        if (Restore.ForkedFrom is { } source)
        {
            json.WritePropertyName("forkedFrom");
            JsonSerializer.Serialize(json, source, ApiJson.Web.ForkSource);
        }

        json.WriteString("createdAt", Restore.CreatedAt);
        json.WriteString("updatedAt", Restore.UpdatedAt);
        json.WriteEndObject();
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="JsonException">It is something else.</exception>
    public static ImportRecord Read(long line, PromptDraft draft, JsonElement root, string importer)
    {
        var version = root.TryGetProperty("version", out var given) && given.ValueKind == JsonValueKind.Object ? given : default;
        if (version.ValueKind != JsonValueKind.Object || !version.TryGetProperty("number", out var number) || number.ValueKind != JsonValueKind.Number || !number.TryGetInt32(out var n) || n < 1)
        {
            return ImportRecord.Bad(line, Failure.Invalid("version.number", "must be 1 or more"));
        }

        if (!root.TryGetProperty("id", out var id) || id.ValueKind != JsonValueKind.String || id.GetString() is not { } prompt || !EntityIds.IsPrompt(prompt))
        {
            return ImportRecord.Bad(line, Failure.Invalid("id", "is not the id of a prompt"));
        }

        if (Time(root, "createdAt") is not { } createdAt || Time(root, "updatedAt") is not { } updatedAt || Time(version, "createdAt") is not { } versionAt)
        {
            return ImportRecord.Bad(line, Failure.Invalid("createdAt", "is not a time"));
        }

        var source = root.TryGetProperty("forkedFrom", out var from) && from.ValueKind == JsonValueKind.Object ? from.Deserialize(ApiJson.Web.ForkSource) : null;
        return ImportRecord.Of(
            line, draft,
            new PromptRestore(prompt, new ExportedVersion(n, String(version, "semver") ?? "", versionAt, String(version, "title")), createdAt, updatedAt, source),
            String(root, "owner"), importer);
    }

    private static DateTimeOffset? Time(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.TryGetDateTimeOffset(out var time) ? time : null;

    private static string? String(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string? Text(string text) => text.Length == 0 ? null : text;

    /// <summary>A history does not say which type a version had, but its hash knows.</summary>
    private static string TypeOf(PromptDocument then) =>
        PromptTypes.All.Prepend(then.Type).FirstOrDefault(type => PromptRules.HashOf(then with { Type = type }) == then.Version.ContentHash) ?? then.Type;
}
