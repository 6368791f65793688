using System.Text.Json;
using Microsoft.Extensions.Options;
using PromptGrid.Api.Http;
using PromptGrid.Domain.Media;
using PromptGrid.Domain.Media.Metadata;
using PromptGrid.Domain.Users;
using PromptGrid.Grains.Interfaces.Prompts;
using PromptGrid.Ledger;
using PromptGrid.Silo.Hosting;

namespace PromptGrid.Api.Media;

/// <summary>
/// Takes uploads in and gives them back. Bytes reach the store first, then the ledger says that they are there: whatever
/// breaks off between the two is swept away later. All writers agree by the versions of the documents they saw.
/// </summary>
public sealed class MediaLibrary(ILedger ledger, ILedgerReader reader, IMediaStore store, DataDirectory data, TimeProvider time, IIdGenerator ids, IOptions<MediaOptions> options)
{
    /// <summary>Files that are looked into at once; each is in memory meanwhile.</summary>
    private const int InspectionsMax = 4;

    /// <summary>How often a commit is tried again because somebody else's came first.</summary>
    private const int AttemptsMax = 20;

    private const int Turns = 64;

    private readonly SemaphoreSlim _inspections = new(InspectionsMax);

    // Uploads of one user and of one file take turns on this server: only other servers are left to lose a race to.
    private readonly SemaphoreSlim[] _turnsOfUsers = MakeTurns();
    private readonly SemaphoreSlim[] _turnsOfFiles = MakeTurns();

    private int _underWay;

    internal string IncomingFolder => data.File(Path.Combine("media", "incoming"));

    /// <summary>Takes a body in as an image of a user.</summary>
    /// <param name="operation">The client's operation, from the hash of the body.</param>
    /// <returns>The upload; for bytes that this user has uploaded before, or for a repeated operation, the first one.</returns>
    public async Task<Result<CommandReply<MediaDocument>>> UploadAsync(string userId, long bytesMax, Func<string, OperationStamp?> operation, Stream body, CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _underWay) > options.Value.UploadsAtOnceMax)
        {
            Interlocked.Decrement(ref _underWay);
            return new Failure(FailureCode.Overloaded, "Too many uploads are under way; try again soon.");
        }

        using var patience = new CancellationTokenSource(options.Value.UploadTimeMax, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            using var file = await IncomingFile.TakeInAsync(body, Path.Combine(IncomingFolder, ids.New(EntityIds.Media)), bytesMax, both.Token);
            if (file is null) return new Failure(FailureCode.TooLarge, $"The image is larger than {bytesMax} bytes.");
            if (!(await InspectAsync(file, both.Token)).TryGet(out var image, out var failure)) return failure;
            return await KeepAsync(userId, file, image, operation(file.BodyHash), both.Token);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return new Failure(FailureCode.Unavailable, $"The upload took longer than {options.Value.UploadTimeMax.TotalSeconds:0} s.");
        }
        catch (MediaUnavailableException e)
        {
            return new Failure(FailureCode.Unavailable, e.Message);
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }

    /// <summary>A user's own upload; null when there is none of this id.</summary>
    public async ValueTask<(MediaDocument Media, long Version)?> FindAsync(string userId, string id, CancellationToken cancellationToken) =>
        EntityIds.IsValid(id, EntityIds.Media) && await reader.ReadDocumentAsync(id, cancellationToken) is { } document && MediaJson.Media(document) is var media && media.OwnerId == userId
            ? (media, document.Version)
            : null;

    /// <summary>Forgets an upload. Its bytes go when nothing shows them any more.</summary>
    public async Task<Result<Done>> ForgetAsync(string userId, string id, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < AttemptsMax; attempt++)
        {
            if (await FindAsync(userId, id, cancellationToken) is not { } found) return Failure.NotFound("upload");
            var usage = await reader.ReadDocumentAsync(MediaUsageDocument.IdOf(userId), cancellationToken);
            var outcome = await ledger.CommitAsync(new WriteSet
            {
                Entity = userId,
                Documents = [new DocumentWrite(id, found.Version, null), .. usage is null ? [] : (DocumentWrite[])[new DocumentWrite(usage.Id, usage.Version, MediaJson.Write(MediaJson.Usage(usage).Without(found.Media)))]],
                Edges = MediaJson.EdgesOf(found.Media, remove: true),
            });
            if (outcome is CommitOutcome.Committed) return default(Done);
            if (outcome is not CommitOutcome.VersionConflict) return Busy();
        }

        return Busy();
    }

    /// <summary>The bytes behind an address, and how many; null when there are none.</summary>
    public async Task<(Stream Bytes, MediaFileDocument File)?> OpenAsync(string fileName, CancellationToken cancellationToken)
    {
        if (!MediaAddress.IsFileName(fileName) || await reader.ReadDocumentAsync(MediaFileDocument.IdOf(fileName), cancellationToken) is not { } document) return null;
        var file = MediaJson.File(document);
        if (file.IsGivenUp) return null;
        return await store.OpenAsync(file.Key, cancellationToken) is { } bytes ? (bytes, file) : null;
    }

    public async Task<bool> ExistsAsync(string fileName, CancellationToken cancellationToken) =>
        MediaAddress.IsFileName(fileName) && await reader.ReadDocumentAsync(MediaFileDocument.IdOf(fileName), cancellationToken) is { } document && !MediaJson.File(document).IsGivenUp;

    /// <summary>What the file is. It is left without whatever tells about people and places.</summary>
    private async Task<Result<ImageInfo>> InspectAsync(IncomingFile file, CancellationToken cancellationToken)
    {
        await _inspections.WaitAsync(cancellationToken);
        try
        {
            ReadOnlyMemory<byte> bytes = await File.ReadAllBytesAsync(file.Path, cancellationToken);
            if (ImageHeaders.Read(bytes.Span) is not { } image) return NoImage();
            if ((long)image.Width * image.Height > options.Value.PixelsMax) return Failure.Invalid("body", $"has more than {options.Value.PixelsMax} pixels");
            if (ImageMetadata.Strip(bytes, image) is not { } picture) return NoImage();
            if (picture.Equals(bytes)) return image;
            if (ImageHeaders.Read(picture.Span) != image) return NoImage();
            await file.ReplaceAsync(picture, cancellationToken);
            return image;
        }
        finally
        {
            _inspections.Release();
        }
    }

    private async Task<Result<CommandReply<MediaDocument>>> KeepAsync(string userId, IncomingFile incoming, ImageInfo image, OperationStamp? operation, CancellationToken cancellationToken)
    {
        var fileName = $"{incoming.Hash}.{image.Extension}";
        var (fileId, mediaId, usageId) = (MediaFileDocument.IdOf(fileName), MediaDocument.IdOf(userId, fileName), MediaUsageDocument.IdOf(userId));
        using var turnOfUser = await Turn.TakeAsync(_turnsOfUsers, userId, cancellationToken);
        using var turnOfFile = await Turn.TakeAsync(_turnsOfFiles, fileId, cancellationToken);
        string? ownKey = null;
        for (var attempt = 0; attempt < AttemptsMax; attempt++)
        {
            var known = (await reader.ReadDocumentsAsync([userId, fileId, mediaId, usageId], cancellationToken)).ToDictionary(d => d.Id, StringComparer.Ordinal);
            if (!known.TryGetValue(userId, out var user) || JsonSerializer.Deserialize(user.Body, DomainJson.Stored.UserDocument)!.IsDeleted) return new Failure(FailureCode.Unauthenticated, "There is no such user.");
            var (kept, before, usage) = (known.GetValueOrDefault(fileId), known.GetValueOrDefault(mediaId), known.GetValueOrDefault(usageId));
            var now = time.GetUtcNow();
            var media = before is null ? new MediaDocument(mediaId, userId, fileName, image.ContentType, image.Width, image.Height, incoming.Bytes, now) : MediaJson.Media(before);
            var used = usage is null ? new MediaUsageDocument(0, 0) : MediaJson.Usage(usage);
            if (before is null && (used.Files >= options.Value.FilesPerUserMax || used.Bytes + incoming.Bytes > options.Value.BytesPerUserMax))
            {
                return new Failure(FailureCode.Conflict, $"Your uploads are at their limit of {options.Value.FilesPerUserMax} files and {options.Value.BytesPerUserMax} bytes; delete some.");
            }

            var file = kept is null ? null : MediaJson.File(kept);
            // A store that lost a file, say by a restored backup, gets it again.
            if (file is null || !await store.ExistsAsync(file.Key, cancellationToken))
            {
                if (ownKey is null)
                {
                    var key = MediaFileDocument.NewKey(fileName, Life());
                    await store.PutAsync(key, incoming.Path, image.ContentType, cancellationToken);
                    ownKey = key;
                }

                file = new MediaFileDocument(ownKey, image.ContentType, incoming.Bytes, now);
            }

            // An upload that is late must not name bytes that the sweep may take for left over.
            cancellationToken.ThrowIfCancellationRequested();
            var outcome = await ledger.CommitAsync(new WriteSet
            {
                Entity = userId,
                Operation = operation is null ? null : new Operation(operation.Id, operation.Fingerprint, mediaId),
                // The file is written even where nothing changes but its time: a sweep that wants it gone sees that.
                Documents =
                [
                    new DocumentWrite(fileId, kept?.Version ?? 0, MediaJson.Write(file.UnusedSince is null ? file : file with { UnusedSince = now, IsGivenUp = false })),
                    new DocumentWrite(mediaId, before?.Version ?? 0, MediaJson.Write(media)),
                    .. before is null ? (DocumentWrite[])[new DocumentWrite(usageId, usage?.Version ?? 0, MediaJson.Write(used.With(media)))] : [],
                ],
                Edges = MediaJson.EdgesOf(media, remove: false),
            });
            switch (outcome)
            {
                case CommitOutcome.Committed:
                    return new CommandReply<MediaDocument>(media, Replayed: false);
                case CommitOutcome.AlreadyDone done:
                    return await FindAsync(userId, done.Result, cancellationToken) is { } first ? new CommandReply<MediaDocument>(first.Media, Replayed: true) : Failure.NotFound("upload");
                case CommitOutcome.OperationMismatch:
                    return Idempotency.UsedForAnother();
                case CommitOutcome.VersionConflict:
                    continue;
                default:
                    return Busy();
            }
        }

        return Busy();
    }

    private Guid Life()
    {
        Span<byte> bytes = stackalloc byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(bytes, EntityIds.Parse(ids.New(EntityIds.Media), EntityIds.Media)!.Value);
        return new Guid(bytes, bigEndian: true);
    }

    private static SemaphoreSlim[] MakeTurns() => [.. Enumerable.Range(0, Turns).Select(_ => new SemaphoreSlim(1))];

    private static Failure NoImage() => new(FailureCode.UnsupportedMediaType, "This is no whole PNG, JPEG, GIF or WebP image.");

    private static Failure Busy() => new(FailureCode.Overloaded, "Too many writes are waiting; try again soon.");

    private readonly struct Turn(SemaphoreSlim held) : IDisposable
    {
        public static async Task<Turn> TakeAsync(SemaphoreSlim[] turns, string name, CancellationToken cancellationToken)
        {
            var turn = turns[(uint)string.GetHashCode(name, StringComparison.Ordinal) % (uint)turns.Length];
            await turn.WaitAsync(cancellationToken);
            return new Turn(turn);
        }

        public void Dispose() => held.Release();
    }
}
