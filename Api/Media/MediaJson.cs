using System.Collections.Immutable;
using System.Text.Json;
using PromptGrid.Domain.Media;
using PromptGrid.Ledger;

namespace PromptGrid.Api.Media;

/// <summary>Uploads as the ledger has them.</summary>
internal static class MediaJson
{
    public static MediaDocument Media(LedgerDocument document) => JsonSerializer.Deserialize(document.Body, DomainJson.Stored.MediaDocument)!;

    public static MediaFileDocument File(LedgerDocument document) => JsonSerializer.Deserialize(document.Body, DomainJson.Stored.MediaFileDocument)!;

    public static MediaUsageDocument Usage(LedgerDocument document) => JsonSerializer.Deserialize(document.Body, DomainJson.Stored.MediaUsageDocument)!;

    public static string Write(MediaDocument media) => JsonSerializer.Serialize(media, DomainJson.Stored.MediaDocument);

    public static string Write(MediaFileDocument file) => JsonSerializer.Serialize(file, DomainJson.Stored.MediaFileDocument);

    public static string Write(MediaUsageDocument usage) => JsonSerializer.Serialize(usage, DomainJson.Stored.MediaUsageDocument);

    public static ImmutableArray<EdgeWrite> EdgesOf(MediaDocument media, bool remove) =>
    [
        new EdgeWrite(MediaEdges.Owns, media.OwnerId, media.Id, remove, null),
        new EdgeWrite(MediaEdges.Holds, media.Id, MediaFileDocument.IdOf(media.FileName), remove, null),
    ];
}
