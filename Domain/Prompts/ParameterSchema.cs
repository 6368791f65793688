using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using PromptGrid.Domain.Common;

namespace PromptGrid.Domain.Prompts;

/// <summary>The kind of a parameter's value.</summary>
public enum ParameterKind
{
    Text,
    Integer,
    Number,
    Boolean,
    TextList,
}

/// <summary>One known parameter of a modality. For texts <paramref name="Max"/> is the length, otherwise the value;
/// for lists it is the number of items.</summary>
public sealed record ParameterSpec(string Name, ParameterKind Kind, string Description, double Min = 0, double Max = 2_000, ImmutableArray<string> Values = default);

/// <summary>The parameters a modality knows. Unknown ones are kept under <c>extra</c>.</summary>
public sealed class ParameterSchema(string type, params ImmutableArray<ParameterSpec> specs)
{
    public const string Extra = "extra";

    private const int ItemLength = 2_000;
    private const string BadName = "holds a name that is empty, too long or not well formed";

    public string Type { get; } = type;

    public ImmutableArray<ParameterSpec> Specs { get; } = specs;

    /// <summary>
    /// Checks an object of parameters against this schema and puts unknown members under <c>extra</c>. Null members count
    /// as not given.
    /// </summary>
    /// <returns>The parameters as they are stored: known members in schema order, then <c>extra</c>; normalizing them again
    /// changes nothing.</returns>
    public RawJson Normalize(RawJson? parameters, ValidationErrors errors)
    {
        if (parameters is not { IsEmpty: false } given) return RawJson.EmptyObject;
        if (given.Text.Length > PromptLimits.ParametersLength)
        {
            errors.Add("parameters", $"is longer than {PromptLimits.ParametersLength} characters of JSON");
            return RawJson.EmptyObject;
        }

        using var document = StoredJson.Parse(given.Text);
        if (document is null)
        {
            errors.Add("parameters", StoredJson.Requirement);
            return RawJson.EmptyObject;
        }

        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            errors.Add("parameters", "must be an object");
            return RawJson.EmptyObject;
        }

        var known = new JsonElement?[Specs.Length];
        var extra = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var member in document.RootElement.EnumerateObject()) Sort(member, known, extra, errors);

        var problems = extra.Values.Select(StoredJson.Problem).OfType<string>().Distinct().ToList();
        foreach (var problem in problems) errors.Add("parameters." + Extra, problem);
        if (problems.Count > 0) return RawJson.EmptyObject;

        // What is moved under extra lies one level deeper, and escapes may lengthen a text: the stored form must pass again.
        var stored = Write(known, extra);
        if (stored.Text.Length > PromptLimits.ParametersLength) errors.Add("parameters", $"is longer than {PromptLimits.ParametersLength} characters of JSON");
        using var again = StoredJson.Parse(stored.Text);
        if (again is null) errors.Add("parameters", StoredJson.Requirement);
        return errors.Any ? RawJson.EmptyObject : stored;
    }

    /// <summary>The schema as JSON Schema 2020-12.</summary>
    public string ToJsonSchema()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("$schema", "https://json-schema.org/draft/2020-12/schema");
            json.WriteString("title", $"Parameters of {Type} prompts");
            json.WriteString("type", "object");
            json.WriteStartObject("properties");
            foreach (var spec in Specs) WriteSpec(json, spec);
            json.WriteStartObject(Extra);
            json.WriteString("type", "object");
            json.WriteString("description", "Parameters that this schema does not know, kept as they were given.");
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteBoolean("additionalProperties", true);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>Puts one member where it belongs. A member beside <c>extra</c> wins over its namesake inside.</summary>
    private void Sort(JsonProperty member, JsonElement?[] known, SortedDictionary<string, JsonElement> extra, ValidationErrors errors)
    {
        if (StoredJson.NameOf(member) is not { } name) errors.Add("parameters", BadName);
        else if (member.Value.ValueKind == JsonValueKind.Null) return;
        else if (name == Extra && member.Value.ValueKind == JsonValueKind.Object)
        {
            foreach (var inner in member.Value.EnumerateObject())
            {
                if (StoredJson.NameOf(inner) is { } innerName) extra.TryAdd(innerName, inner.Value);
                else errors.Add("parameters." + Extra, BadName);
            }
        }
        else if (IndexOf(name) is var index && index < 0) extra[name] = member.Value;
        else if (Check(Specs[index], member.Value) is { } problem) errors.Add($"parameters.{name}", problem);
        else known[index] = member.Value;
    }

    private int IndexOf(string name)
    {
        for (var i = 0; i < Specs.Length; i++)
        {
            if (Specs[i].Name == name) return i;
        }

        return -1;
    }

    private static string? Check(ParameterSpec spec, JsonElement value)
    {
        switch (spec.Kind)
        {
            case ParameterKind.Text:
                if (StoredJson.TextOf(value) is not { } text) return "must be a text without control characters";
                if (!spec.Values.IsDefaultOrEmpty && !spec.Values.Contains(text)) return $"must be one of {string.Join(", ", spec.Values)}";
                return TextRules.Check(text, (int)spec.Max);
            case ParameterKind.Boolean:
                return value.ValueKind is JsonValueKind.True or JsonValueKind.False ? null : "must be true or false";
            case ParameterKind.Integer:
            case ParameterKind.Number:
                if (value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out var number)) return "must be a number";
                if (spec.Kind == ParameterKind.Integer && number != Math.Truncate(number)) return "must be a whole number";
                return number >= spec.Min && number <= spec.Max ? null : FormattableString.Invariant($"must be from {spec.Min} to {spec.Max}");
            case ParameterKind.TextList:
                if (value.ValueKind != JsonValueKind.Array) return "must be a list of texts";
                if (value.GetArrayLength() > spec.Max) return FormattableString.Invariant($"has more than {spec.Max} items");
                return value.EnumerateArray().All(v => StoredJson.TextOf(v)?.Length <= ItemLength)
                    ? null : FormattableString.Invariant($"must be a list of texts of at most {ItemLength} characters");
            default:
                throw new InvalidOperationException($"Parameter kind {spec.Kind} has no check.");
        }
    }

    private RawJson Write(JsonElement?[] known, SortedDictionary<string, JsonElement> extra) => StoredJson.Write(json =>
    {
        json.WriteStartObject();
        for (var i = 0; i < known.Length; i++)
        {
            if (known[i] is not { } value) continue;
            json.WritePropertyName(Specs[i].Name);
            // A whole number may be spelled 1.0 or 1e3; whoever reads it back expects 1 and 1000.
            if (Specs[i].Kind == ParameterKind.Integer) json.WriteNumberValue((long)value.GetDouble());
            else value.WriteTo(json);
        }

        if (extra.Count > 0)
        {
            json.WriteStartObject(Extra);
            foreach (var (name, value) in extra)
            {
                json.WritePropertyName(name);
                value.WriteTo(json);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    });

    private static void WriteSpec(Utf8JsonWriter json, ParameterSpec spec)
    {
        json.WriteStartObject(spec.Name);
        json.WriteString("description", spec.Description);
        switch (spec.Kind)
        {
            case ParameterKind.Text:
                json.WriteString("type", "string");
                json.WriteNumber("maxLength", (int)spec.Max);
                if (!spec.Values.IsDefaultOrEmpty)
                {
                    json.WriteStartArray("enum");
                    foreach (var value in spec.Values) json.WriteStringValue(value);
                    json.WriteEndArray();
                }

                break;
            case ParameterKind.Boolean:
                json.WriteString("type", "boolean");
                break;
            case ParameterKind.Integer:
            case ParameterKind.Number:
                json.WriteString("type", spec.Kind == ParameterKind.Integer ? "integer" : "number");
                json.WriteNumber("minimum", spec.Min);
                json.WriteNumber("maximum", spec.Max);
                break;
            case ParameterKind.TextList:
                json.WriteString("type", "array");
                json.WriteNumber("maxItems", (int)spec.Max);
                json.WriteStartObject("items");
                json.WriteString("type", "string");
                json.WriteNumber("maxLength", ItemLength);
                json.WriteEndObject();
                break;
            default:
                throw new InvalidOperationException($"Parameter kind {spec.Kind} has no schema.");
        }

        json.WriteEndObject();
    }
}
