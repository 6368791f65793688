using System.Collections.Concurrent;

namespace PromptGrid.Search.Wire.Tests.Description;

/// <summary>Checks JSON against the schemas of an OpenAPI description, more strictly than the description asks: a property
/// that no schema names is an error, since Elasticsearch refuses what it does not know.</summary>
/// <remarks>
/// Five habits of the description are followed: alternatives of <c>oneOf</c> overlap, so that any of them will do; a limit
/// on the number of properties counts those that its own schema names; a base without properties says nothing about those
/// of what is built on it; the field of a sort, a decay or a list of terms and the parts of a filtered aggregation are properties
/// of any name, and the numbers of shards and replicas are settings, all of which the description forgot to say.
/// </remarks>
internal sealed class SchemaCheck(JsonElement components)
{
    private static readonly HashSet<string> AnyProperty =
    [
        "#/components/schemas/_types.SortOptions", "#/components/schemas/_types.query_dsl.DecayFunction", "#/components/schemas/_types.query_dsl.TermsQuery",
        "#/components/schemas/_types.aggregations.FilterAggregate",
    ];

    private static readonly Dictionary<string, string[]> Forgotten = new() { ["#/components/schemas/indices._types.IndexSettings"] = ["number_of_shards", "number_of_replicas"] };

    private readonly ConcurrentDictionary<string, JsonElement> _resolved = new();

    /// <summary>What is wrong with a value; empty when nothing is.</summary>
    public List<string> Errors(JsonElement schema, JsonElement value, string path)
    {
        var outcome = Check(schema, value, path);
        Close(outcome, value, path);
        return outcome.Errors;
    }

    public JsonElement Resolve(JsonElement element)
    {
        while (element.TryGetProperty("$ref", out var reference))
        {
            // Looking a name up walks over all of them, and this is asked for thousands of times.
            element = _resolved.GetOrAdd(reference.GetString()!, name => components.GetProperty(name.Split('/')[2]).GetProperty(name.Split('/')[3]));
        }

        return element;
    }

    private Outcome Check(JsonElement schema, JsonElement value, string path)
    {
        var outcome = new Outcome();
        if (schema.TryGetProperty("$ref", out var reference))
        {
            outcome = Check(Resolve(schema), value, path);
            outcome.IsOpen |= AnyProperty.Contains(reference.GetString()!);
            outcome.Known.UnionWith(Forgotten.GetValueOrDefault(reference.GetString()!, []));
            return outcome;
        }

        if (value.ValueKind == JsonValueKind.Null && schema.TryGetProperty("nullable", out var nullable) && nullable.GetBoolean())
            return outcome;
        if (schema.TryGetProperty("type", out var type) && !HasType(value, type.GetString()!))
        {
            outcome.Errors.Add($"{path}: {value.ValueKind} instead of {type}");
            return outcome;
        }

        if (schema.TryGetProperty("enum", out var values) && !values.EnumerateArray().Any(v => v.ToString() == value.ToString()))
            outcome.Errors.Add($"{path}: '{value}' is none of the values allowed");
        if (value.ValueKind == JsonValueKind.Object)
            CheckObject(schema, value, path, outcome);
        if (value.ValueKind == JsonValueKind.Array && schema.TryGetProperty("items", out var items))
        {
            var index = 0;
            foreach (var item in value.EnumerateArray())
                outcome.Errors.AddRange(Errors(items, item, $"{path}[{index++}]"));
        }

        if (schema.TryGetProperty("allOf", out var all))
        {
            foreach (var part in all.EnumerateArray())
            {
                var found = Check(part, value, path);
                found.IsOpen &= all.GetArrayLength() == 1 || !IsBare(Resolve(part));
                outcome.Add(found);
            }
        }

        if (schema.TryGetProperty("oneOf", out var one) || schema.TryGetProperty("anyOf", out one))
            outcome.Add(CheckOne(schema, one, value, path));
        return outcome;
    }

    private static bool IsBare(JsonElement schema) => schema.EnumerateObject().All(p => p.Name is "type" or "description");

    private void CheckObject(JsonElement schema, JsonElement value, string path, Outcome outcome)
    {
        var hasProperties = schema.TryGetProperty("properties", out var properties);
        var named = 0;
        var total = 0;
        var hasMore = schema.TryGetProperty("additionalProperties", out var more) && more.ValueKind == JsonValueKind.Object;
        foreach (var property in value.EnumerateObject())
        {
            total++;
            if (hasProperties && properties.TryGetProperty(property.Name, out var own))
            {
                named++;
                outcome.Errors.AddRange(Errors(own, property.Value, $"{path}.{property.Name}"));
                outcome.Known.Add(property.Name);
            }
            else if (hasMore)
            {
                outcome.Errors.AddRange(Errors(more, property.Value, $"{path}.{property.Name}"));
            }
        }

        outcome.IsOpen |= hasMore || (!hasProperties && !schema.TryGetProperty("allOf", out _) && !schema.TryGetProperty("oneOf", out _) && !schema.TryGetProperty("anyOf", out _));
        var counted = hasProperties ? named : total;
        if (schema.TryGetProperty("maxProperties", out var max) && counted > max.GetInt32())
            outcome.Errors.Add($"{path}: {counted} properties, at most {max}");
        if (schema.TryGetProperty("minProperties", out var min) && total < min.GetInt32())
            outcome.Errors.Add($"{path}: {total} properties, at least {min}");
        if (schema.TryGetProperty("required", out var required))
            outcome.Errors.AddRange(required.EnumerateArray().Where(r => !value.TryGetProperty(r.GetString()!, out _)).Select(r => $"{path}: {r} is missing"));
    }

    private Outcome CheckOne(JsonElement schema, JsonElement alternatives, JsonElement value, string path)
    {
        if (schema.TryGetProperty("discriminator", out var discriminator) && value.ValueKind == JsonValueKind.Object
            && value.TryGetProperty(discriminator.GetProperty("propertyName").GetString()!, out var kind)
            && discriminator.GetProperty("mapping").TryGetProperty(kind.GetString()!, out var reference))
        {
            return Check(JsonSerializer.SerializeToElement(new Dictionary<string, string> { ["$ref"] = reference.GetString()! }), value, path);
        }

        Outcome? best = null;
        var bestErrors = int.MaxValue;
        foreach (var alternative in alternatives.EnumerateArray())
        {
            var outcome = Check(alternative, value, path);
            var errors = outcome.Errors.Count + Unknown(outcome, value).Count();
            if (errors >= bestErrors)
                continue;
            (best, bestErrors) = (outcome, errors);
            if (errors == 0)
                break;
        }

        return best!;
    }

    private static void Close(Outcome outcome, JsonElement value, string path) =>
        outcome.Errors.AddRange(Unknown(outcome, value).Select(name => $"{path}: the description knows no {name}"));

    private static IEnumerable<string> Unknown(Outcome outcome, JsonElement value) =>
        value.ValueKind == JsonValueKind.Object && !outcome.IsOpen ? value.EnumerateObject().Select(p => p.Name).Where(n => !outcome.Known.Contains(n)) : [];

    private static bool HasType(JsonElement value, string type) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "number" or "integer" => value.ValueKind == JsonValueKind.Number,
        _ => throw new NotSupportedException($"The description has a type {type}."),
    };

    private sealed class Outcome
    {
        public List<string> Errors { get; } = [];

        public HashSet<string> Known { get; } = [];

        public bool IsOpen { get; set; }

        public void Add(Outcome other)
        {
            Errors.AddRange(other.Errors);
            Known.UnionWith(other.Known);
            IsOpen |= other.IsOpen;
        }
    }
}
