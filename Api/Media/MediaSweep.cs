using Microsoft.Extensions.Options;
using PromptGrid.Domain.Media;
using PromptGrid.Ledger;

namespace PromptGrid.Api.Media;

/// <summary>
/// Deletes files that nothing shows for longer than the grace period, together with the uploads that they were, and bytes
/// that no file is made of. Each step has bounded work; any number of servers may sweep at once.
/// </summary>
/// <remarks>
/// A file is given up in one commit that fails if anybody wrote it meanwhile: an upload of the same bytes always does. Only
/// then are its bytes deleted, under a key that no later life of the file uses.
/// </remarks>
public sealed partial class MediaSweep(
    ILedger ledger, ILedgerReader reader, IMediaStore store, MediaLibrary library, TimeProvider time, IOptions<MediaOptions> options, ILogger<MediaSweep> logger) : BackgroundService
{
    private const int FilesPerStep = 200;
    private const int UploadsPerCommit = 100;
    private const int Shards = 256;

    private string? _after;
    private int _shard;

    /// <summary>One step: files that were given up, the next of all others, one shard of the store, and what uploads left
    /// behind.</summary>
    public async Task StepAsync(CancellationToken cancellationToken)
    {
        await SweepGivenUpAsync(cancellationToken);
        var page = await reader.ScanDocumentsAsync(MediaFileDocument.IdPrefix, _after, FilesPerStep, cancellationToken);
        foreach (var document in page) await LookAtAsync(document, cancellationToken);
        _after = page.Count < FilesPerStep ? null : page[^1].Id;
        await SweepShardAsync($"{_shard:x2}", cancellationToken);
        _shard = (_shard + 1) % Shards;
        SweepIncoming();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.SweepInterval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await StepAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(e);
            }
        }
    }

    private async Task SweepGivenUpAsync(CancellationToken cancellationToken)
    {
        foreach (var edge in await reader.ListEdgesToAsync(MediaEdges.GivenUp, MediaEdges.Bin, null, FilesPerStep, cancellationToken))
        {
            if (await reader.ReadDocumentAsync(edge.Source, cancellationToken) is { } document) await LookAtAsync(document, cancellationToken);
            if (await reader.ReadDocumentAsync(edge.Source, cancellationToken) is { } left && MediaJson.File(left).IsGivenUp) continue;
            await ledger.CommitAsync(new WriteSet { Entity = edge.Source, Edges = [new EdgeWrite(edge.Kind, edge.Source, edge.Target, Remove: true, null)] });
        }
    }

    private async Task LookAtAsync(LedgerDocument document, CancellationToken cancellationToken)
    {
        var file = MediaJson.File(document);
        var isShown = (await reader.ListEdgesToAsync(MediaEdges.Shows, document.Id, null, 1, cancellationToken)).Count > 0;
        var now = time.GetUtcNow();
        if (isShown != file.UnusedSince is null) await CommitAsync(document, MediaJson.Write(file with { UnusedSince = isShown ? null : now, IsGivenUp = false }), [], []);
        else if (file.IsGivenUp || (file.UnusedSince is { } since && now - since >= options.Value.GracePeriod)) await GiveUpAsync(document, file, cancellationToken);
    }

    private async Task GiveUpAsync(LedgerDocument document, MediaFileDocument file, CancellationToken cancellationToken)
    {
        while (true)
        {
            var holders = await reader.ListEdgesToAsync(MediaEdges.Holds, document.Id, null, UploadsPerCommit, cancellationToken);
            var uploads = await reader.ReadDocumentsAsync([.. holders.Select(e => e.Source)], cancellationToken);
            var owners = uploads.Select(MediaJson.Media).ToDictionary(m => MediaUsageDocument.IdOf(m.OwnerId), StringComparer.Ordinal);
            var usages = await reader.ReadDocumentsAsync(owners.Keys, cancellationToken);
            var isLast = holders.Count < UploadsPerCommit;
            var isCommitted = await CommitAsync(
                document,
                isLast ? null : document.Body,
                [.. uploads.Select(u => new DocumentWrite(u.Id, u.Version, null)), .. usages.Select(u => new DocumentWrite(u.Id, u.Version, MediaJson.Write(MediaJson.Usage(u).Without(owners[u.Id]))))],
                [.. holders.Select(e => new EdgeWrite(e.Kind, e.Source, e.Target, Remove: true, null)), .. owners.Values.Select(m => new EdgeWrite(MediaEdges.Owns, m.OwnerId, m.Id, Remove: true, null))]);
            if (!isCommitted) return;
            if (isLast) break;
            document = document with { Version = document.Version + 1 };
        }

        await store.DeleteAsync(file.Key, cancellationToken);
        LogDeleted(document.Id, file.Bytes);
    }

    /// <returns>False when somebody else was first: the next round looks again.</returns>
    private async Task<bool> CommitAsync(LedgerDocument file, string? body, IEnumerable<DocumentWrite> documents, IEnumerable<EdgeWrite> edges) => await ledger.CommitAsync(new WriteSet
    {
        Entity = file.Id,
        Documents = [new DocumentWrite(file.Id, file.Version, body), .. documents],
        Edges = [.. edges],
    }) is CommitOutcome.Committed;

    private async Task SweepShardAsync(string shard, CancellationToken cancellationToken)
    {
        var batch = new List<string>(FilesPerStep);
        await foreach (var stored in store.ListAsync(shard, cancellationToken))
        {
            // What is younger may belong to an upload that has not told the ledger yet.
            if (time.GetUtcNow() - stored.ModifiedAt < options.Value.GracePeriod) continue;
            batch.Add(stored.Key);
            if (batch.Count < FilesPerStep) continue;
            await SweepKeysAsync(batch, cancellationToken);
            batch.Clear();
        }

        await SweepKeysAsync(batch, cancellationToken);
    }

    private async Task SweepKeysAsync(List<string> keys, CancellationToken cancellationToken)
    {
        if (keys.Count == 0) return;
        var files = keys.Select(MediaFileDocument.IdOfKey).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        var live = (await reader.ReadDocumentsAsync(files, cancellationToken)).Select(d => MediaJson.File(d).Key).ToHashSet(StringComparer.Ordinal);
        foreach (var key in keys.Where(k => !live.Contains(k)))
        {
            await store.DeleteAsync(key, cancellationToken);
            LogLeftOver(key);
        }
    }

    private void SweepIncoming()
    {
        var folder = new DirectoryInfo(library.IncomingFolder);
        if (!folder.Exists) return;
        foreach (var file in folder.EnumerateFiles().Where(f => time.GetUtcNow() - f.LastWriteTimeUtc >= options.Value.GracePeriod)) file.Delete();
    }

    [LoggerMessage(EventIds.MediaDeleted, LogLevel.Information, "{File} of {Bytes} bytes was shown nowhere and is deleted.")]
    private partial void LogDeleted(string file, long bytes);

    [LoggerMessage(EventIds.MediaLeftOver, LogLevel.Information, "The bytes {Key} belonged to no file and are deleted.")]
    private partial void LogLeftOver(string key);

    [LoggerMessage(EventIds.MediaSweepFailed, LogLevel.Warning, "Sweeping uploads failed; it goes on later.")]
    private partial void LogFailed(Exception exception);
}
