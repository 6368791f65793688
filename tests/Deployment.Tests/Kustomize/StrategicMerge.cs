namespace PromptGrid.Deployment.Tests.Kustomize;

/// <summary>A patch in the shape of what it changes. Lists of things with names are merged by name, other lists replaced.</summary>
internal static class StrategicMerge
{
    private const string Key = "name";

    public static void Apply(JsonObject target, JsonObject patch)
    {
        foreach (var (name, value) in patch)
        {
            if (value is null) target.Remove(name);
            else if (value is JsonObject map && target[name] is JsonObject below) Apply(below, map);
            else if (value is JsonArray list && target[name] is JsonArray items && HasNames(list) && HasNames(items)) Apply(items, list);
            else target[name] = value.DeepClone();
        }
    }

    private static void Apply(JsonArray target, JsonArray patch)
    {
        foreach (var item in patch.OfType<JsonObject>())
        {
            if (target.OfType<JsonObject>().FirstOrDefault(t => t[Key]!.ToString() == item[Key]!.ToString()) is { } same) Apply(same, item);
            else target.Add(item.DeepClone());
        }
    }

    private static bool HasNames(JsonArray list) => list.Count > 0 && list.All(i => i is JsonObject map && map[Key] is JsonValue);
}
