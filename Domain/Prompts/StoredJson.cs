using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using PromptGrid.Domain.Common;

namespace PromptGrid.Domain.Prompts;

/// <summary>JSON values from outside: what may be stored of them, and in which form. Nothing here throws on any text.</summary>
internal static class StoredJson
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = PromptLimits.JsonDepth, AllowDuplicateProperties = false };

    // Stored text reads as it was typed; escapes for every letter beyond ASCII would also outgrow the length limits.
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What a text must be for <see cref="Parse"/> to read it.</summary>
    public static readonly string Requirement = $"must be JSON of at most {PromptLimits.JsonDepth} levels in which no name stands twice";

    /// <summary>The value, or null when the text is not JSON, is too deep or names a member twice.</summary>
    public static JsonDocument? Parse(string text)
    {
        try
        {
            return JsonDocument.Parse(text, Strict);
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            // ArgumentException: a lone surrogate in the text itself; InvalidOperationException: one that a name spells by an escape.
            return null;
        }
    }

    /// <summary>The string, or null when it is none or holds what <see cref="TextRules"/> refuses: JSON can spell NUL and
    /// lone surrogates by escapes, and neither may be stored.</summary>
    public static string? TextOf(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String) return null;
        try
        {
            var text = value.GetString()!;
            return TextRules.Check(text, int.MaxValue) is null ? text : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The name, or null when it is not well formed.</summary>
    public static string? NameOf(JsonProperty member)
    {
        try
        {
            return TextRules.Check(member.Name, PromptLimits.JsonNameLength, required: true, multiline: false) is null ? member.Name : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>What keeps a value from being stored, or null.</summary>
    public static string? Problem(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => TextOf(value) is null ? "holds text that is not well formed" : null,
        JsonValueKind.Number => value.TryGetDouble(out var number) && double.IsFinite(number) ? null : "holds a number that is too large",
        JsonValueKind.Array => value.EnumerateArray().Select(Problem).FirstOrDefault(p => p is not null),
        JsonValueKind.Object => value.EnumerateObject()
            .Select(m => NameOf(m) is null ? "holds a name that is empty, too long or not well formed" : Problem(m.Value))
            .FirstOrDefault(p => p is not null),
        _ => null,
    };

    /// <summary>Writes a value in the one form in which it is stored.</summary>
    public static RawJson Write(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Plain)) write(json);
        return new RawJson(Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length));
    }
}
