namespace PromptGrid.Domain.Media.Metadata;

/// <summary>
/// Takes out of an image what tells about people and places: camera and position, times, authors, comments, previews. What the
/// pixels need to look as they do stays, as does which side is up. Pixels are not decoded.
/// </summary>
public static class ImageMetadata
{
    /// <summary>The image without what is not picture; the same bytes when there is nothing of the kind; null when it is
    /// damaged so that nobody can tell.</summary>
    /// <param name="file">A whole image of this kind, as <see cref="ImageHeaders"/> knows it.</param>
    public static ReadOnlyMemory<byte>? Strip(ReadOnlyMemory<byte> file, ImageInfo image)
    {
        var kept = new KeptBytes(file);
        switch (image.Extension)
        {
            case ImageTypes.Png:
                PngMetadata.Strip(file.Span, kept);
                break;
            case ImageTypes.Jpeg:
                if (!JpegMetadata.Strip(file.Span, kept)) return null;
                break;
            case ImageTypes.Gif:
                GifMetadata.Strip(file.Span, kept);
                break;
            case ImageTypes.WebP:
                WebPMetadata.Strip(file.Span, kept);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(image));
        }

        return kept.ToBytes();
    }
}
