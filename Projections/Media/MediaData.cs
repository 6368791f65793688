using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text.Json;
using PromptGrid.Domain.Common;
using PromptGrid.Domain.Media;
using PromptGrid.Grains.Interfaces.Accounts;
using PromptGrid.Ledger;
using PromptGrid.Projections.Accounts;

namespace PromptGrid.Projections.Media;

/// <summary>A user's uploads. Erasing ends that they are this user's; the bytes are swept when nobody shows them any more, for
/// others may have uploaded or forked the same.</summary>
public sealed class MediaData(ILedger ledger, ILedgerReader reader) : IPersonalData
{
    private const int PageSize = 100;

    public string Section => "media";

    public async IAsyncEnumerable<string> ExportAsync(string userId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var page in reader.PagesFromAsync(MediaEdges.Owns, userId, PageSize, cancellationToken))
        {
            foreach (var document in await reader.ReadDocumentsAsync([.. page.Select(e => e.Target)], cancellationToken)) yield return document.Body;
        }
    }

    public async Task EraseAsync(string userId, CancellationToken cancellationToken)
    {
        await foreach (var page in reader.PagesFromAsync(MediaEdges.Owns, userId, PageSize, cancellationToken))
        {
            var uploads = await reader.ReadDocumentsAsync([.. page.Select(e => e.Target)], cancellationToken);
            await CommitAsync(
                userId,
                [.. uploads.Select(u => new DocumentWrite(u.Id, u.Version, null))],
                [
                    .. page.Select(e => new EdgeWrite(e.Kind, e.Source, e.Target, Remove: true, null)),
                    .. uploads.Select(u => new EdgeWrite(MediaEdges.Holds, u.Id, MediaFileDocument.IdOf(JsonSerializer.Deserialize(u.Body, DomainJson.Stored.MediaDocument)!.FileName), Remove: true, null)),
                ]);
        }

        if (await reader.ReadDocumentAsync(MediaUsageDocument.IdOf(userId), cancellationToken) is { } usage) await CommitAsync(userId, [new DocumentWrite(usage.Id, usage.Version, null)], []);
    }

    private async Task CommitAsync(string userId, ImmutableArray<DocumentWrite> documents, ImmutableArray<EdgeWrite> edges)
    {
        var outcome = await ledger.CommitAsync(new WriteSet { Entity = userId, Documents = documents, Edges = edges });
        if (outcome is not CommitOutcome.Committed) throw new LedgerUnavailableException($"Uploads of a deleted account were not forgotten: {outcome.GetType().Name}.");
    }
}
