namespace PromptGrid.Deployment.Tests.Yaml;

internal static class JsonPaths
{
    /// <summary>What is at a path of names, or null.</summary>
    public static JsonNode? At(this JsonNode? node, params string[] path)
    {
        foreach (var name in path)
        {
            if (node is not JsonObject map) return null;
            node = map[name];
        }

        return node;
    }

    public static string? Text(this JsonNode? node, params string[] path) => node.At(path)?.ToString();

    public static IEnumerable<JsonNode> Items(this JsonNode? node, params string[] path) => (node.At(path) as JsonArray ?? []).OfType<JsonNode>();

    /// <summary>The texts of a list, or of the values of a map.</summary>
    public static IEnumerable<string> Texts(this JsonNode? node, params string[] path) => node.At(path) switch
    {
        JsonArray list => list.Select(i => i!.ToString()),
        JsonObject map => map.Select(i => i.Value!.ToString()),
        _ => [],
    };

    public static IEnumerable<string> Keys(this JsonNode? node, params string[] path) => (node.At(path) as JsonObject ?? []).Select(p => p.Key);

    /// <summary>Every object of a tree, itself included.</summary>
    public static IEnumerable<JsonObject> Objects(this JsonNode? node) => node switch
    {
        JsonObject map => map.SelectMany(p => p.Value.Objects()).Prepend(map),
        JsonArray list => list.SelectMany(Objects),
        _ => [],
    };
}
