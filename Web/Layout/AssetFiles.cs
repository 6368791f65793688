using System.Collections.Frozen;
using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace PromptGrid.Web.Layout;

/// <summary>Style, scripts and icons of the site, kept in the assembly. All stand under one version, made from the content
/// of all of them: a browser may keep them for ever, and a module's relative import finds its own release.</summary>
public static class AssetFiles
{
    private static readonly FrozenDictionary<string, string> Types = new Dictionary<string, string>
    {
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".svg"] = "image/svg+xml",
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, Asset> Files = Load();
    private static readonly string Version = VersionOf(Files);

    /// <summary>The address of a file.</summary>
    /// <exception cref="KeyNotFoundException">There is no such file.</exception>
    public static string Url(string name) => Files[name].Url ??= $"/assets/{Version}/{name}";

    public static void MapAssets(this IEndpointRouteBuilder routes) => routes.MapGet("/assets/{version}/{name}", (string version, string name, HttpContext context) =>
    {
        if (!Files.TryGetValue(name, out var file)) return Results.NotFound();
        // An old address after a deployment gets today's file, but may not keep it.
        var headers = context.Response.Headers;
        headers.CacheControl = version == Version ? "public, max-age=31536000, immutable" : "no-cache";
        headers.Vary = HeaderNames.AcceptEncoding;
        if (!context.Request.Headers.AcceptEncoding.ToString().Contains("br", StringComparison.Ordinal)) return Results.Bytes(file.Content, file.Type);
        headers.ContentEncoding = "br";
        return Results.Bytes(file.Small.Value, file.Type);
    }).ExcludeFromDescription();

    private static FrozenDictionary<string, Asset> Load()
    {
        var assembly = typeof(AssetFiles).Assembly;
        return assembly.GetManifestResourceNames().Where(n => Types.ContainsKey(Path.GetExtension(n))).ToFrozenDictionary(n => n, n =>
        {
            using var stream = assembly.GetManifestResourceStream(n)!;
            var content = new byte[stream.Length];
            stream.ReadExactly(content);
            return new Asset(Types[Path.GetExtension(n)], content);
        });
    }

    private static string VersionOf(FrozenDictionary<string, Asset> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var name in files.Keys.Order(StringComparer.Ordinal)) hash.AppendData(files[name].Content);
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..12];
    }

    private sealed class Asset(string type, byte[] content)
    {
        public string Type => type;

        public byte[] Content => content;

        public string? Url { get; set; }

        /// <summary>Compressed once, as small as it gets, when somebody first asks.</summary>
        public Lazy<byte[]> Small { get; } = new(() =>
        {
            using var output = new MemoryStream();
            using (var brotli = new BrotliStream(output, CompressionLevel.SmallestSize)) brotli.Write(content);
            return output.ToArray();
        });
    }
}
