using System.Globalization;

namespace PromptGrid.Deployment.Tests.Kustomize;

/// <summary>The operations of RFC 6902 that our overlays use: <c>test</c> and <c>replace</c>.</summary>
internal static class JsonPatch
{
    public static void Apply(JsonObject target, JsonArray operations)
    {
        foreach (var operation in operations.OfType<JsonObject>())
        {
            var path = operation["path"]!.ToString().Split('/')[1..].Select(p => p.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)).ToList();
            var parent = path[..^1].Aggregate((JsonNode)target, Child);
            switch (operation["op"]!.ToString())
            {
                case "test":
                    Assert.True(JsonNode.DeepEquals(Child(parent, path[^1]), operation["value"]), $"{operation["path"]} is not {operation["value"]}.");
                    break;
                case "replace" when parent is JsonArray list:
                    list[Index(path[^1])] = operation["value"]?.DeepClone();
                    break;
                case "replace":
                    parent.AsObject()[path[^1]] = operation["value"]?.DeepClone();
                    break;
                default:
                    throw new NotSupportedException($"{operation["op"]} is not an operation that this renderer knows.");
            }
        }
    }

    private static JsonNode Child(JsonNode parent, string name) =>
        (parent is JsonArray list ? list[Index(name)] : parent.AsObject()[name]) ?? throw new InvalidOperationException($"A patch names '{name}', which does not exist.");

    private static int Index(string name) => int.Parse(name, CultureInfo.InvariantCulture);
}
