using PromptGrid.Domain.Media;

namespace PromptGrid.Api.Media;

/// <summary>An upload as its owner sees it.</summary>
/// <param name="Url">Its address on this grid, without a host; goes into <c>example.url</c> as it is.</param>
public sealed record MediaView(string Id, string Url, string ContentType, int Width, int Height, long Bytes, DateTimeOffset CreatedAt)
{
    public static MediaView Of(MediaDocument media) => new(media.Id, MediaAddress.Of(media.FileName), media.ContentType, media.Width, media.Height, media.Bytes, media.CreatedAt);
}
