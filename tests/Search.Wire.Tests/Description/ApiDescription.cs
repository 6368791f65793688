using System.Text;

namespace PromptGrid.Search.Wire.Tests.Description;

/// <summary>An OpenAPI description that requests and answers are checked against.</summary>
internal sealed class ApiDescription
{
    private readonly SchemaCheck _schemas;
    private readonly List<(string[] Segments, JsonElement Operations)> _paths;

    private ApiDescription(JsonElement root)
    {
        _schemas = new SchemaCheck(root.GetProperty("components"));
        _paths = [.. root.GetProperty("paths").EnumerateObject().Select(p => (p.Name.Trim('/').Split('/'), p.Value))];
    }

    public static ApiDescription Parse(byte[] json) => new(JsonDocument.Parse(json).RootElement);

    /// <summary>What is wrong with a request.</summary>
    public List<string> CheckRequest(string method, string path, string query, byte[] body)
    {
        var name = $"{method} {path}";
        if (Find(method, path) is not { } operation)
            return [$"{name} is not described"];
        var errors = new List<string>();
        var parameters = operation.TryGetProperty("parameters", out var given) ? given.EnumerateArray().Select(_schemas.Resolve).Where(p => p.GetProperty("in").GetString() == "query").ToList() : [];
        foreach (var pair in query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Select(p => p.Split('=', 2)))
        {
            var parameter = parameters.FirstOrDefault(p => p.GetProperty("name").GetString() == pair[0]);
            if (parameter.ValueKind == JsonValueKind.Undefined)
                errors.Add($"{name}: no parameter {pair[0]}");
            else
                errors.AddRange(CheckParameter(parameter.GetProperty("schema"), Uri.UnescapeDataString(pair[1]), $"{name}?{pair[0]}"));
        }

        if (body.Length == 0)
        {
            if (operation.TryGetProperty("requestBody", out var expected) && _schemas.Resolve(expected).TryGetProperty("required", out var required) && required.GetBoolean())
                errors.Add($"{name}: no body");
            return errors;
        }

        if (!operation.TryGetProperty("requestBody", out var requestBody))
            return [.. errors, $"{name}: a body where none is described"];
        var schema = Content(_schemas.Resolve(requestBody));
        errors.AddRange(path.EndsWith("/_bulk", StringComparison.Ordinal) ? CheckLines(schema, body, name) : _schemas.Errors(schema, Parse(body, 0, body.Length), name));
        return errors;
    }

    /// <summary>What is wrong with an answer.</summary>
    public List<string> CheckAnswer(string method, string path, int status, byte[] body)
    {
        var name = $"{status} to {method} {path}";
        if (Find(method, path) is not { } operation)
            return [$"{name} is not described"];
        var json = Parse(body, 0, body.Length);
        // A document that is not there is an answer like one that is; anything else is the one shape of errors.
        var isError = status >= 400 && json.TryGetProperty("error", out _);
        var schema = isError
            ? JsonSerializer.SerializeToElement(new Dictionary<string, string> { ["$ref"] = "#/components/schemas/_types.ErrorResponseBase" })
            : Content(_schemas.Resolve(operation.GetProperty("responses").GetProperty("200")));
        return _schemas.Errors(schema, json, name);
    }

    // Header and content take turns; a deletion has no content.
    private List<string> CheckLines(JsonElement schema, byte[] body, string name)
    {
        var errors = new List<string>();
        if (body[^1] != '\n')
            errors.Add($"{name}: the last line does not end");
        var alternatives = schema.GetProperty("items").GetProperty("oneOf");
        var lines = Encoding.UTF8.GetString(body).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement).ToList();
        for (var i = 0; i < lines.Count; i++)
        {
            errors.AddRange(_schemas.Errors(alternatives[0], lines[i], $"{name} line {i}"));
            var action = lines[i].EnumerateObject().First().Name;
            if (action == "delete")
                continue;
            i++;
            errors.AddRange(_schemas.Errors(alternatives[action == "update" ? 1 : 2], lines[i], $"{name} line {i}"));
        }

        return errors;
    }

    private List<string> CheckParameter(JsonElement schema, string value, string name)
    {
        // What a query says is text; it may stand for a boolean or a number.
        var asText = _schemas.Errors(schema, JsonSerializer.SerializeToElement(value), name);
        if (asText.Count == 0)
            return [];
        try
        {
            return _schemas.Errors(schema, JsonDocument.Parse(value).RootElement, name);
        }
        catch (JsonException)
        {
            return asText;
        }
    }

    private JsonElement? Find(string method, string path)
    {
        var segments = path.Trim('/').Split('/');
        var candidates = _paths.Where(p => p.Segments.Length == segments.Length && p.Segments.Zip(segments).All(s => s.First.StartsWith('{') ? !s.Second.StartsWith('_') || s.First == "{id}" : s.First == s.Second))
            .OrderByDescending(p => p.Segments.Count(s => !s.StartsWith('{')));
        foreach (var (_, operations) in candidates)
        {
            if (operations.TryGetProperty(method.ToLowerInvariant(), out var operation))
                return operation;
        }

        return null;
    }

    private static JsonElement Content(JsonElement holder) => holder.GetProperty("content").EnumerateObject().First().Value.GetProperty("schema");

    private static JsonElement Parse(byte[] body, int start, int length) => JsonDocument.Parse(body.AsMemory(start, length)).RootElement;
}
