using System.Text.Json;
using System.Text.Json.Serialization;

namespace PromptGrid.Domain.Common;

/// <summary>A JSON value kept as text: written and read as JSON, never re-interpreted on the way.</summary>
[JsonConverter(typeof(RawJsonConverter))]
public readonly record struct RawJson(string Text)
{
    public static readonly RawJson EmptyObject = new("{}");

    /// <summary>True for no value at all and for an object without members.</summary>
    public bool IsEmpty => Text is null or "" or "{}";

    public override string ToString() => IsEmpty ? "{}" : Text;
}

public sealed class RawJsonConverter : JsonConverter<RawJson>
{
    public override RawJson Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return new RawJson(document.RootElement.GetRawText());
    }

    public override void Write(Utf8JsonWriter writer, RawJson value, JsonSerializerOptions options) =>
        writer.WriteRawValue(value.ToString(), skipInputValidation: true);
}
