using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text.Json;
using PromptGrid.Domain.Common;
using PromptGrid.Domain.Media;
using PromptGrid.Grains.Interfaces.Accounts;
using PromptGrid.Ledger;
using PromptGrid.Projections.Accounts;

namespace PromptGrid.Projections.Media;

/// <summary>A user's uploads. Erasing ends that they are this user's, and that files are served which nobody else uploaded and
/// nothing shows any more; the others stay, for others may have uploaded or forked the same.</summary>
public sealed class MediaData(ILedger ledger, ILedgerReader reader, TimeProvider time) : IPersonalData
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
            var uploads = (await reader.ReadDocumentsAsync([.. page.Select(e => e.Target)], cancellationToken))
                .Select(u => (u.Id, u.Version, File: MediaFileDocument.IdOf(JsonSerializer.Deserialize(u.Body, DomainJson.Stored.MediaDocument)!.FileName))).ToList();
            var givenUp = await NobodysAsync(uploads.Select(u => (u.Id, u.File)), cancellationToken);
            await CommitAsync(
                userId,
                [.. uploads.Select(u => new DocumentWrite(u.Id, u.Version, null)), .. givenUp],
                [
                    .. page.Select(e => new EdgeWrite(e.Kind, e.Source, e.Target, Remove: true, null)),
                    .. uploads.Select(u => new EdgeWrite(MediaEdges.Holds, u.Id, u.File, Remove: true, null)),
                    .. givenUp.Select(f => new EdgeWrite(MediaEdges.GivenUp, f.Id, MediaEdges.Bin, Remove: false, null)),
                ]);
        }

        if (await reader.ReadDocumentAsync(MediaUsageDocument.IdOf(userId), cancellationToken) is { } usage) await CommitAsync(userId, [new DocumentWrite(usage.Id, usage.Version, null)], []);
    }

    /// <summary>Gives those files up that nobody else has uploaded and nothing shows.</summary>
    private async Task<List<DocumentWrite>> NobodysAsync(IEnumerable<(string Upload, string File)> held, CancellationToken cancellationToken)
    {
        var writes = new List<DocumentWrite>();
        foreach (var (upload, file) in held)
        {
            if ((await reader.ListEdgesToAsync(MediaEdges.Holds, file, null, 2, cancellationToken)).Any(e => e.Source != upload)) continue;
            if ((await reader.ListEdgesToAsync(MediaEdges.Shows, file, null, 1, cancellationToken)).Count > 0) continue;
            if (await reader.ReadDocumentAsync(file, cancellationToken) is not { } document) continue;
            var kept = JsonSerializer.Deserialize(document.Body, DomainJson.Stored.MediaFileDocument)!;
            writes.Add(new DocumentWrite(file, document.Version, JsonSerializer.Serialize(kept with { UnusedSince = kept.UnusedSince ?? time.GetUtcNow(), IsGivenUp = true }, DomainJson.Stored.MediaFileDocument)));
        }

        return writes;
    }

    private async Task CommitAsync(string userId, ImmutableArray<DocumentWrite> documents, ImmutableArray<EdgeWrite> edges)
    {
        var outcome = await ledger.CommitAsync(new WriteSet { Entity = userId, Documents = documents, Edges = edges });
        if (outcome is not CommitOutcome.Committed) throw new LedgerUnavailableException($"Uploads of a deleted account were not forgotten: {outcome.GetType().Name}.");
    }
}
