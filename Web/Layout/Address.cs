namespace PromptGrid.Web.Layout;

/// <summary>Addresses made of what people wrote.</summary>
public static class Address
{
    public static string Tag(string tag) => "/tags/" + Uri.EscapeDataString(tag);

    public static string Category(string category) => "/categories/" + Uri.EscapeDataString(category);

    public static string Model(string model) => "/models/" + Uri.EscapeDataString(model);

    /// <summary>True for a path of this site that a redirect may lead to, in the letters that a header may hold; never another
    /// host, however a browser reads tabs and backslashes.</summary>
    public static bool IsLocal(string? path) =>
        path is { Length: > 0 and <= 2_000 } && path[0] == '/' && (path.Length == 1 || path[1] != '/') && path.All(c => c is > ' ' and < (char)127 and not '\\');
}
