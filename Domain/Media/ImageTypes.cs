namespace PromptGrid.Domain.Media;

/// <summary>An image as its headers tell it.</summary>
/// <param name="Extension">Without a dot.</param>
public readonly record struct ImageInfo(string Extension, int Width, int Height)
{
    public string ContentType => ImageTypes.ContentTypeOf(Extension)!;
}

/// <summary>The kinds of image that are taken in and served.</summary>
public static class ImageTypes
{
    public const string Png = "png";
    public const string Jpeg = "jpg";
    public const string Gif = "gif";
    public const string WebP = "webp";

    /// <summary>The content type of an extension; null for one that is never served.</summary>
    public static string? ContentTypeOf(string extension) => extension switch
    {
        Png => "image/png",
        Jpeg => "image/jpeg",
        Gif => "image/gif",
        WebP => "image/webp",
        _ => null,
    };
}
