using System.Collections.Frozen;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace PromptGrid.Web.Layout;

/// <summary>Style, script and icon of the site, kept in the assembly and served under a name that changes with their
/// content, so that a browser may keep them for ever.</summary>
public static class AssetFiles
{
    private static readonly FrozenDictionary<string, string> Types = new Dictionary<string, string>
    {
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".svg"] = "image/svg+xml",
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, (byte[] Content, string Version)> Files = Load();

    /// <summary>The address of a file.</summary>
    public static string Url(string name) => $"/assets/{Files[name].Version}/{name}";

    public static void MapAssets(this IEndpointRouteBuilder routes) => routes.MapGet("/assets/{version}/{name}", (string version, string name, HttpContext context) =>
    {
        if (!Files.TryGetValue(name, out var file)) return Results.NotFound();
        // An old address after a deployment gets today's file, but may not keep it.
        context.Response.Headers.CacheControl = version == file.Version ? "public, max-age=31536000, immutable" : "no-cache";
        return Results.Bytes(file.Content, Types[Path.GetExtension(name)]);
    }).ExcludeFromDescription();

    private static FrozenDictionary<string, (byte[] Content, string Version)> Load()
    {
        var assembly = typeof(AssetFiles).Assembly;
        return assembly.GetManifestResourceNames().Where(n => Types.ContainsKey(Path.GetExtension(n))).ToFrozenDictionary(n => n, n =>
        {
            using var stream = assembly.GetManifestResourceStream(n)!;
            var content = new byte[stream.Length];
            stream.ReadExactly(content);
            return (content, Convert.ToHexStringLower(SHA256.HashData(content))[..12]);
        });
    }
}
