using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Threading.Channels;
using Microsoft.Extensions.Options;
using PromptGrid.Api.Http;
using PromptGrid.Api.Tags;
using PromptGrid.Grains.Interfaces.Prompts;
using PromptGrid.Ledger;
using PromptGrid.Silo.Hosting;

namespace PromptGrid.Api.Import;

/// <summary>
/// Runs imports, one after the other. The uploaded file and the job's progress are durable: a restart goes on where the
/// last batch ended, and what it repeats changes nothing.
/// </summary>
/// <remarks>The file stays with the node that took it in. A job whose node is gone goes on where a node shares its folder, and
/// fails where none does.</remarks>
public sealed partial class ImportJobs(
    IGrainFactory grains,
    ILedger ledger,
    ILedgerReader reader,
    TagNames tags,
    IIdGenerator ids,
    TimeProvider time,
    DataDirectory data,
    IOptions<ImportOptions> options,
    ILogger<ImportJobs> logger) : BackgroundService
{
    /// <summary>Imports that may wait; one more is told to come back.</summary>
    public const int WaitingMax = 1_000;

    private const string Folder = "imports";

    private static readonly string[] Formats = ["ndjson", "csv"];
    private static readonly TimeSpan LedgerPatience = TimeSpan.FromSeconds(2);

    /// <summary>Files that no job runs on are kept this long: a body may still be arriving.</summary>
    private static readonly TimeSpan FilesKeptFor = TimeSpan.FromDays(1);

    private readonly Channel<string> _waiting = Channel.CreateUnbounded<string>();
    private readonly ImportNodes _nodes = new(ledger, reader, ids, time, options);

    private readonly AliveFiles _alive = new(data.File(Folder));

    // Jobs that wait or run here.
    private readonly ConcurrentDictionary<string, bool> _held = new(StringComparer.Ordinal);

    /// <summary>Takes a body in, then starts a job on it.</summary>
    /// <param name="operation">The client's operation, from the hash of the body.</param>
    /// <returns>The new job, or for a repeated operation the first one.</returns>
    public async Task<Result<CommandReply<JobDocument>>> StartAsync(string ownerId, string format, string? license, Func<string, OperationStamp?> operation, Stream body, CancellationToken cancellationToken)
    {
        if (_waiting.Reader.Count >= WaitingMax) return new Failure(FailureCode.Overloaded, "Too many imports are waiting; try again later.");
        var job = new JobDocument { Id = ids.New(EntityIds.Job), OwnerId = ownerId, Format = format, License = license, Node = _nodes.Id, StartedAt = time.GetUtcNow() };
        var path = PathOf(job);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var isKept = false;
        try
        {
            var stamp = operation(await TakeInAsync(body, path, cancellationToken));
            var outcome = await ledger.CommitAsync(new WriteSet
            {
                Entity = job.Id,
                Operation = stamp is null ? null : new Operation(stamp.Id, stamp.Fingerprint, job.Id),
                Documents = [new DocumentWrite(job.Id, 0, JobJson.Write(job))],
            });
            switch (outcome)
            {
                case CommitOutcome.Committed:
                    isKept = true;
                    Enqueue(job.Id);
                    return new CommandReply<JobDocument>(job, Replayed: false);
                case CommitOutcome.AlreadyDone done:
                    return await FindAsync(done.Result, cancellationToken) is { } first ? new CommandReply<JobDocument>(first, Replayed: true) : Failure.NotFound("job");
                case CommitOutcome.OperationMismatch:
                    return new Failure(FailureCode.Conflict, "This Idempotency-Key was used for another request.");
                default:
                    return new Failure(FailureCode.Overloaded, "Too many writes are waiting; try again soon.");
            }
        }
        catch (LedgerUnavailableException)
        {
            // Perhaps the job was committed: then the next look at all jobs finds it, and it needs the file.
            isKept = true;
            throw;
        }
        finally
        {
            // A body that broke off is no import.
            if (!isKept) File.Delete(path);
        }
    }

    /// <returns>The body's hash.</returns>
    private static async Task<string> TakeInAsync(Stream body, string path, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16, FileOptions.Asynchronous);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var chunk = new byte[1 << 16];
        int read;
        while ((read = await body.ReadAsync(chunk, cancellationToken)) > 0)
        {
            hash.AppendData(chunk, 0, read);
            await file.WriteAsync(chunk.AsMemory(0, read), cancellationToken);
        }

        await file.FlushAsync(cancellationToken);
        file.Flush(flushToDisk: true);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    public async ValueTask<JobDocument?> FindAsync(string id, CancellationToken cancellationToken) =>
        EntityIds.IsValid(id, EntityIds.Job) && await reader.ReadDocumentAsync(id, cancellationToken) is { } document ? JobJson.Read(document.Body) : null;

    /// <inheritdoc/>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        _alive.Hold(_nodes.Id);
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        try
        {
            await Task.WhenAll(RunAllAsync(stoppingToken), BeatAsync(stoppingToken), WatchAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What is not done goes on after the restart.
        }
        finally
        {
            await LeaveAsync();
        }
    }

    private async Task RunAllAsync(CancellationToken stoppingToken)
    {
        await foreach (var id in _waiting.Reader.ReadAllAsync(stoppingToken))
        {
            await RunPatientlyAsync(id, stoppingToken);
            _held.TryRemove(id, out _);
        }
    }

    private void Enqueue(string id)
    {
        if (_held.TryAdd(id, true)) _waiting.Writer.TryWrite(id);
    }

    /// <summary>Runs a job to its end. While the ledger is away the job waits: it goes on behind its last committed batch,
    /// and what it repeats changes nothing.</summary>
    private async Task RunPatientlyAsync(string id, CancellationToken stoppingToken)
    {
        while (true)
        {
            try
            {
                await RunAsync(id, stoppingToken);
                return;
            }
            catch (Exception e) when (Infrastructure.IsAway(e) && !stoppingToken.IsCancellationRequested)
            {
                LogWaits(id, e);
                await Task.Delay(LedgerPatience, time, stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(id, e);
                await FailAsync(id);
                return;
            }
        }
    }

    private async Task RunAsync(string id, CancellationToken cancellationToken)
    {
        if (await reader.ReadDocumentAsync(id, cancellationToken) is not { } document)
        {
            // Its owner's account was deleted; what they sent goes as well.
            foreach (var format in Formats) File.Delete(PathOf(id, format));
            return;
        }

        var job = JobJson.Read(document.Body);
        // Another node that has the file may have taken it over.
        if (job.State != JobStates.Running || job.Node != _nodes.Id) return;
        var version = document.Version;
        async Task SaveAsync(JobDocument next)
        {
            var outcome = await ledger.CommitAsync(new WriteSet { Entity = id, Documents = [new DocumentWrite(id, version, JobJson.Write(next))] });
            if (outcome is not CommitOutcome.Committed) throw new LedgerUnavailableException($"Progress of an import was not committed: {outcome.GetType().Name}.");
            job = next;
            version++;
        }

        var importer = await HandleAsync(job.OwnerId, cancellationToken);
        if (job.Total is null) await SaveAsync(job with { Total = await CountAsync(job, cancellationToken) });
        var writer = new ImportBatch(grains, reader, ids, tags);
        var batch = new List<ImportRecord>(ImportBatch.SizeMax);
        var identities = new HashSet<string>(StringComparer.Ordinal);
        long seen = 0;
        await foreach (var record in ReadAsync(job, importer, cancellationToken))
        {
            if (++seen <= job.Processed) continue;
            // The same identity twice: the first must be there before the second is compared with it.
            if (batch.Count == ImportBatch.SizeMax || (record is { Draft: not null, Restore: null } && !identities.Add(record.Identity)))
            {
                await SaveAsync(await writer.WriteAsync(job, batch, cancellationToken));
                batch.Clear();
                identities.Clear();
                identities.Add(record.Identity);
            }

            batch.Add(record);
        }

        if (batch.Count > 0) await SaveAsync(await writer.WriteAsync(job, batch, cancellationToken));
        await SaveAsync(job with { State = JobStates.Done, FinishedAt = time.GetUtcNow() });
        File.Delete(PathOf(job));
        LogFinished(id, job.Processed, job.Created, job.Failed);
    }

    private async Task<string> HandleAsync(string userId, CancellationToken cancellationToken) =>
        await reader.ReadDocumentAsync(userId, cancellationToken) is { } user ? System.Text.Json.JsonSerializer.Deserialize(user.Body, DomainJson.Stored.UserDocument)!.Handle : "";

    private async Task FailAsync(string id)
    {
        try
        {
            if (await reader.ReadDocumentAsync(id) is not { } document) return;
            var held = JobJson.Read(document.Body);
            // What ended, or another node took over, is not this node's to fail.
            if (held.State != JobStates.Running || held.Node != _nodes.Id) return;
            var job = held with { State = JobStates.Failed, FinishedAt = time.GetUtcNow() };
            var outcome = await ledger.CommitAsync(new WriteSet { Entity = id, Documents = [new DocumentWrite(id, document.Version, JobJson.Write(job))] });
            if (outcome is CommitOutcome.Committed) File.Delete(PathOf(job));
        }
        catch (Exception e)
        {
            // The job stays as running, and the next look at all jobs takes it up again. The other jobs go on.
            LogFailed(id, e);
        }
    }

    private async Task<long> CountAsync(JobDocument job, CancellationToken cancellationToken)
    {
        long count = 0;
        await foreach (var _ in ReadAsync(job, "", cancellationToken)) count++;
        return count;
    }

    private async IAsyncEnumerable<ImportRecord> ReadAsync(JobDocument job, string importer, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var file = new FileStream(PathOf(job), FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.Asynchronous | FileOptions.SequentialScan);
        var records = job.Format == "csv" ? CsvRecordReader.ReadAsync(file, job.License, importer, cancellationToken) : NdjsonReader.ReadAsync(file, job.License, importer, cancellationToken);
        await foreach (var record in records) yield return record;
    }

    private string PathOf(JobDocument job) => PathOf(job.Id, job.Format);

    private string PathOf(string id, string format) => data.File(Path.Combine(Folder, $"{id}.{format}"));

    [LoggerMessage(EventIds.JobFinished, LogLevel.Information, "Import {JobId} is done: {Processed} records, {Created} created, {Failed} failed.")]
    private partial void LogFinished(string jobId, long processed, long created, long failed);

    [LoggerMessage(EventIds.JobWaits, LogLevel.Warning, "Import {JobId} waits for the ledger.")]
    private partial void LogWaits(string jobId, Exception exception);

    [LoggerMessage(EventIds.JobFailed, LogLevel.Error, "Import {JobId} failed.")]
    private partial void LogFailed(string jobId, Exception exception);
}
