namespace PromptGrid.Api.Tests.Support;

/// <summary>Short ways to read JSON.</summary>
public static class JsonReading
{
    /// <summary>A member; dots go deeper.</summary>
    public static JsonElement At(this JsonElement element, string path)
    {
        foreach (var name in path.Split('.')) element = element.GetProperty(name);
        return element;
    }

    public static string Text(this JsonElement element, string path) => element.At(path).GetString()!;

    public static long Number(this JsonElement element, string path) => element.At(path).GetInt64();

    public static string Id(this JsonElement element) => element.Text("id");

    public static string[] Strings(this JsonElement array) => [.. array.EnumerateArray().Select(e => e.GetString()!)];

    /// <summary>The ids of a list's items.</summary>
    public static string[] ItemIds(this JsonElement list) => [.. list.At("items").EnumerateArray().Select(i => i.TryGetProperty("prompt", out var prompt) ? prompt.Id() : i.Id())];

    /// <summary>The names of an object's members, sorted.</summary>
    public static string[] MemberNames(this JsonElement element) => [.. element.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal)];
}
