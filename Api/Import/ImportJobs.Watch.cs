using PromptGrid.Ledger;

namespace PromptGrid.Api.Import;

/// <content>Who runs a job: this node, if it has the file and whoever had the job is gone.</content>
public sealed partial class ImportJobs
{
    private const int JobsPerPage = 500;

    /// <summary>Told as the problem of the line that was next.</summary>
    private const string LostCode = "unavailable";

    // All jobs up to this id have ended, and no body is still arriving for one before it.
    private string? _settled;

    /// <summary>Says again and again that this node is there, whatever becomes of looking at the others.</summary>
    private async Task BeatAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            try
            {
                if (!_held.IsEmpty) await _nodes.KeepAsync();
                else await _nodes.LeaveAsync();
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogNotTold(e);
            }

            await Task.Delay(_nodes.Period, time, stoppingToken);
        }
    }

    private async Task WatchAsync(CancellationToken stoppingToken)
    {
        var isFirst = true;
        while (true)
        {
            try
            {
                await LookAsync(isFirst, stoppingToken);
                isFirst = false;
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogNotWatched(e);
            }

            await Task.Delay(isFirst ? LedgerPatience : _nodes.Period, time, stoppingToken);
        }
    }

    /// <summary>Leaves what the others need to know of a process that ends: that it is gone, where jobs of it wait, and
    /// otherwise nothing.</summary>
    private async Task LeaveAsync()
    {
        var isNeeded = !_held.IsEmpty;
        _alive.Release(isNeeded);
        if (isNeeded) return;
        try
        {
            await _nodes.LeaveAsync().WaitAsync(LedgerPatience, time);
        }
        catch (Exception e) when (e is LedgerUnavailableException or TimeoutException)
        {
            LogNotTold(e);
        }
    }

    /// <summary>Looks at all jobs that run: those of others, and those of which this node does not know.</summary>
    private async Task LookAsync(bool isStart, CancellationToken cancellationToken)
    {
        var running = await ListRunningAsync(cancellationToken);
        // It was not known whether they were committed.
        foreach (var (job, _) in running.Where(j => j.Job.Node == _nodes.Id && File.Exists(PathOf(j.Job)))) Enqueue(job.Id);
        if (isStart) DeleteLeftFiles(running.SelectMany(j => new[] { PathOf(j.Job), _alive.PathOf(j.Job.Node ?? "") }).ToHashSet(StringComparer.Ordinal));
        running.RemoveAll(j => j.Job.Node == _nodes.Id);

        // A job of an earlier release names no node: it is looked at as one of a node that says nothing.
        string[] nodes = [.. running.Select(j => j.Job.Node ?? "").Distinct()];
        var silent = await _nodes.LostAsync(nodes, cancellationToken);
        // Others with the same folder may be alive and well: a file that is here does not make its job one's own.
        var gone = nodes.Where(n => silent.Contains(n) || _alive.IsGone(n)).ToHashSet(StringComparer.Ordinal);
        foreach (var (job, version) in running.Where(j => gone.Contains(j.Job.Node ?? ""))) await TakeAsync(job, version);
        foreach (var node in gone)
        {
            await _nodes.BuryAsync(node, cancellationToken);
            if (_alive.IsGone(node)) _alive.Forget(node);
        }
    }

    /// <summary>The jobs that run. What was over at the last look, and is too old for a job to begin before it, is not read again.</summary>
    private async Task<List<(JobDocument Job, long Version)>> ListRunningAsync(CancellationToken cancellationToken)
    {
        var running = new List<(JobDocument Job, long Version)>();
        var (after, settledBefore) = (_settled, time.GetUtcNow() - FilesKeptFor);
        while (await reader.ScanDocumentsAsync(EntityIds.Job + "_", after, JobsPerPage, cancellationToken) is { Count: > 0 } documents)
        {
            foreach (var document in documents)
            {
                var job = JobJson.Read(document.Body);
                if (job.State == JobStates.Running) running.Add((job, document.Version));
                else if (running.Count == 0 && job.StartedAt < settledBefore) _settled = document.Id;
            }

            after = documents[^1].Id;
        }

        return running;
    }

    /// <summary>Goes on with a job of another process, or ends it where its file is not here.</summary>
    private async Task TakeAsync(JobDocument job, long version)
    {
        var isHere = File.Exists(PathOf(job));
        var taken = isHere
            ? job with { Node = _nodes.Id }
            : job with
            {
                State = JobStates.Failed,
                FinishedAt = time.GetUtcNow(),
                Errors = [.. job.Errors.Take(JobDocument.ErrorsMax - 1), new JobError(job.Processed + 1, LostCode, "The server that had the file is gone. Send it again: what is here already is skipped.")],
            };
        // Whoever else took it, or the node that was only slow, was first.
        if (await ledger.CommitAsync(new WriteSet { Entity = job.Id, Documents = [new DocumentWrite(job.Id, version, JobJson.Write(taken))] }) is not CommitOutcome.Committed) return;
        if (isHere)
        {
            LogResumed(job.Id, job.Processed);
            Enqueue(job.Id);
        }
        else
        {
            LogLost(job.Id, job.Processed);
        }
    }

    /// <summary>Bodies that broke off with their process, those whose owner's account was deleted meanwhile, and what nodes
    /// without jobs left.</summary>
    private void DeleteLeftFiles(IReadOnlySet<string> needed)
    {
        var folder = new DirectoryInfo(data.File(Folder));
        if (!folder.Exists) return;
        foreach (var file in folder.EnumerateFiles().Where(f => !needed.Contains(f.FullName) && time.GetUtcNow() - f.LastWriteTimeUtc > FilesKeptFor && !_alive.IsHeld(f))) file.Delete();
    }

    [LoggerMessage(EventIds.JobResumed, LogLevel.Information, "Import {JobId} goes on after {Processed} records.")]
    private partial void LogResumed(string jobId, long processed);

    [LoggerMessage(EventIds.JobLost, LogLevel.Warning, "Import {JobId} ends after {Processed} records: its node is gone, and its file with it.")]
    private partial void LogLost(string jobId, long processed);

    [LoggerMessage(EventIds.JobsNotWatched, LogLevel.Warning, "The imports of other nodes could not be looked at; it is tried again.")]
    private partial void LogNotWatched(Exception exception);

    [LoggerMessage(EventIds.JobsNotTold, LogLevel.Warning, "The other nodes could not be told whether this one is there for its imports; it is tried again while it runs.")]
    private partial void LogNotTold(Exception exception);
}
