using System.Diagnostics.CodeAnalysis;

namespace PromptGrid.Domain.Media;

/// <summary>Where an uploaded file is read: <c>/media/{sha256}.{extension}</c>. The address is all that documents hold of a
/// file; it names no host, so that a grid may move.</summary>
public static class MediaAddress
{
    public const string Prefix = "/media/";

    private const int HashLength = 64;

    /// <summary>The address of a file.</summary>
    public static string Of(string fileName) => Prefix + fileName;

    /// <summary>True for exactly what <see cref="Of"/> makes.</summary>
    public static bool IsAddress([NotNullWhen(true)] string? url) =>
        url is not null && url.StartsWith(Prefix, StringComparison.Ordinal) && IsFileName(url[Prefix.Length..]);

    /// <summary>True for a lower-case SHA-256 and the extension of a type that is taken in.</summary>
    public static bool IsFileName(string? name) =>
        name is { Length: > HashLength + 1 } && name[HashLength] == '.' && ImageTypes.ContentTypeOf(name[(HashLength + 1)..]) is not null
        && name.AsSpan(0, HashLength).IndexOfAnyExcept("0123456789abcdef") < 0;

    /// <summary>The document of the file that a URL names, with or without a host before it; null when it names none. A
    /// foreign host's file of the same name keeps ours alive, which does no harm.</summary>
    public static string? FileIn(string? url)
    {
        if (url is null) return null;
        var at = url.IndexOf(Prefix, StringComparison.Ordinal);
        if (at < 0) return null;
        var name = url[(at + Prefix.Length)..];
        var end = name.AsSpan().IndexOfAny('?', '#');
        if (end >= 0) name = name[..end];
        return IsFileName(name) ? MediaFileDocument.IdOf(name) : null;
    }
}
