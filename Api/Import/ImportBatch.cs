using System.Collections.Immutable;
using System.Text.Json;
using PromptGrid.Api.Tags;
using PromptGrid.Domain.Prompts;
using PromptGrid.Domain.Users;
using PromptGrid.Grains.Interfaces;
using PromptGrid.Grains.Interfaces.Prompts;
using PromptGrid.Ledger;

namespace PromptGrid.Api.Import;

/// <summary>Writes some records of an import, in any order, through the prompts' grains like everybody else.</summary>
internal sealed class ImportBatch(IGrainFactory grains, ILedgerReader reader, IIdGenerator ids, TagNames tags)
{
    /// <summary>Records of a batch: enough for full commits, few enough to lose little on a restart.</summary>
    public const int SizeMax = 512;

    private const int RetriesMax = 50;
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(100);

    private enum Outcome
    {
        Created,
        Updated,
        Skipped,
        Failed,
    }

    /// <summary>The job's counts and errors after the batch. No two records may have one identity.</summary>
    public async Task<JobDocument> WriteAsync(JobDocument job, IReadOnlyList<ImportRecord> records, CancellationToken cancellationToken)
    {
        var good = records.Where(r => r.Draft is not null).ToList();
        var held = await reader.ResolveKeysAsync(UniqueKeys.Import, [.. good.Select(r => UniqueKeys.OfImport(job.OwnerId, r.Identity))], cancellationToken);
        var known = held.Count == 0
            ? new Dictionary<string, PromptDocument>()
            : (await reader.ReadDocumentsAsync([.. held.Values], cancellationToken)).ToDictionary(d => d.Id, d => JsonSerializer.Deserialize(d.Body, DomainJson.Stored.PromptDocument)!);
        var results = await Task.WhenAll(records.Select(record => WriteAsync(job.OwnerId, record, held, known, cancellationToken)));

        var errors = job.Errors;
        foreach (var (record, failure) in records.Zip(results, (r, result) => (r, result.Failure)).OrderBy(e => e.r.Line))
        {
            if (failure is not null && errors.Length < 100) errors = errors.Add(new JobError(record.Line, Http.Problems.Describe(failure.Code).Code, ImportRecord.Describe(failure)));
        }

        return job with
        {
            Processed = job.Processed + records.Count,
            Created = job.Created + results.Count(r => r.Outcome == Outcome.Created),
            Updated = job.Updated + results.Count(r => r.Outcome == Outcome.Updated),
            Skipped = job.Skipped + results.Count(r => r.Outcome == Outcome.Skipped),
            Failed = job.Failed + results.Count(r => r.Outcome == Outcome.Failed),
            Errors = errors,
        };
    }

    private async Task<(Outcome Outcome, Failure? Failure)> WriteAsync(
        string ownerId, ImportRecord record, IReadOnlyDictionary<string, string> held, Dictionary<string, PromptDocument> known, CancellationToken cancellationToken)
    {
        if (record.Draft is not { } given) return (Outcome.Failed, record.Failure);
        if (!(await tags.PrepareAsync(given, cancellationToken)).TryGet(out var draft, out var invalid)) return (Outcome.Failed, invalid);
        var stamp = new ImportStamp(record.Identity, record.Hash);
        if (held.TryGetValue(UniqueKeys.OfImport(ownerId, record.Identity), out var promptId) && known.TryGetValue(promptId, out var prompt))
        {
            if (prompt.ImportHash == record.Hash) return (Outcome.Skipped, null);
            var patch = new PromptPatch(draft, PromptPatch.KnownFields.Except(["slug", "visibility", "variables"]));
            var edited = await PatientlyAsync(() => grains.Prompt(promptId).EditAsync(new EditPrompt(ownerId, patch, null, stamp)), cancellationToken);
            return edited.TryGet(out _, out var refused) ? (Outcome.Updated, null) : (Outcome.Failed, refused);
        }

        var id = ids.New(EntityIds.Prompt);
        var published = await PatientlyAsync(() => grains.Prompt(id).PublishAsync(new PublishPrompt(ownerId, draft, null, stamp)), cancellationToken);
        return published.TryGet(out _, out var failure) ? (Outcome.Created, null)
            : failure.Code == FailureCode.Conflict ? (Outcome.Skipped, null)
            : (Outcome.Failed, failure);
    }

    /// <summary>An import waits where a person would be told to come back.</summary>
    private static async Task<Result<T>> PatientlyAsync<T>(Func<Task<Result<T>>> write, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var result = await write();
            if (result.Failure?.Code is not (FailureCode.Overloaded or FailureCode.Unavailable) || attempt >= RetriesMax) return result;
            await Task.Delay(RetryAfter, cancellationToken);
        }
    }
}
