using PromptGrid.Ledger;

namespace PromptGrid.Api.Import;

/// <content>Who runs a job: this node, if it has the file and whoever had the job is gone.</content>
public sealed partial class ImportJobs
{
    private const int JobsPerPage = 500;

    /// <summary>Told as the problem of the line that was next.</summary>
    private const string LostCode = "unavailable";

    private async Task WatchAsync(CancellationToken stoppingToken)
    {
        var isFirst = true;
        while (true)
        {
            try
            {
                await LookAsync(isFirst, stoppingToken);
                if (!_held.IsEmpty) await _nodes.KeepAsync();
                else await _nodes.LeaveAsync();
                isFirst = false;
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogNotWatched(e);
            }

            await Task.Delay(isFirst ? LedgerPatience : _nodes.Period, time, stoppingToken);
        }
    }

    /// <summary>Looks at all jobs: those of others, and those of which this node does not know.</summary>
    /// <param name="isStart">Nobody else has the folder of this process when it starts, or it shares it on purpose: then the
    /// jobs of a process before it are its own, however short ago that was there.</param>
    private async Task LookAsync(bool isStart, CancellationToken cancellationToken)
    {
        var running = new List<(JobDocument Job, long Version)>();
        string? after = null;
        while (await reader.ScanDocumentsAsync(EntityIds.Job + "_", after, JobsPerPage, cancellationToken) is { Count: > 0 } documents)
        {
            running.AddRange(documents.Select(d => (JobJson.Read(d.Body), d.Version)).Where(j => j.Item1.State == JobStates.Running));
            after = documents[^1].Id;
        }

        // It was not known whether they were committed.
        foreach (var (job, _) in running.Where(j => j.Job.Node == _nodes.Id && File.Exists(PathOf(j.Job)))) Enqueue(job.Id);
        if (isStart) DeleteLeftFiles(running.Select(j => PathOf(j.Job)).ToHashSet(StringComparer.Ordinal));
        running.RemoveAll(j => j.Job.Node == _nodes.Id);

        // A job of an earlier release names no node: it is looked at as one of a node that says nothing.
        var lost = await _nodes.LostAsync([.. running.Select(j => j.Job.Node ?? "").Distinct()], cancellationToken);
        var replaced = new HashSet<string>(lost, StringComparer.Ordinal);
        foreach (var (job, version) in running)
        {
            if (!lost.Contains(job.Node ?? "") && !(isStart && File.Exists(PathOf(job)))) continue;
            await TakeAsync(job, version);
            replaced.Add(job.Node ?? "");
        }

        foreach (var node in replaced) await _nodes.BuryAsync(node, cancellationToken);
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

    /// <summary>Bodies that broke off with their process, and those whose owner's account was deleted meanwhile.</summary>
    private void DeleteLeftFiles(IReadOnlySet<string> needed)
    {
        var folder = new DirectoryInfo(data.File(Folder));
        if (!folder.Exists) return;
        foreach (var file in folder.EnumerateFiles().Where(f => !needed.Contains(f.FullName) && time.GetUtcNow() - f.LastWriteTimeUtc > FilesKeptFor)) file.Delete();
    }

    [LoggerMessage(EventIds.JobResumed, LogLevel.Information, "Import {JobId} goes on after {Processed} records.")]
    private partial void LogResumed(string jobId, long processed);

    [LoggerMessage(EventIds.JobLost, LogLevel.Warning, "Import {JobId} ends after {Processed} records: its node is gone, and its file with it.")]
    private partial void LogLost(string jobId, long processed);

    [LoggerMessage(EventIds.JobsNotWatched, LogLevel.Warning, "The imports of other nodes could not be looked at; it is tried again.")]
    private partial void LogNotWatched(Exception exception);
}
