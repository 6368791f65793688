using System.Collections.Immutable;
using System.Text.Json;
using PromptGrid.Api.Export;
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
    private const int LookUpMax = 1_000;
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(100);

    // Where a line stands elsewhere, and what its owner made of it here, stay as they are.
    private static readonly ImmutableHashSet<string> FieldsOfLine = PromptPatch.KnownFields.Except(["slug", "visibility", "variables"]);
    private static readonly ImmutableHashSet<string> FieldsOfExport = PromptPatch.KnownFields.Except(["slug", "visibility"]);

    private enum Outcome
    {
        Created,
        Updated,
        Skipped,
        Failed,
    }

    /// <summary>The job's counts and errors after the batch. No two records may have one identity, other than versions of one exported prompt.</summary>
    public async Task<JobDocument> WriteAsync(JobDocument job, IReadOnlyList<ImportRecord> records, CancellationToken cancellationToken)
    {
        var good = records.Where(r => r.Draft is not null).ToList();
        var known = await KnownAsync(job.OwnerId, good, cancellationToken);
        // Versions of one prompt come one after the other, prompts side by side.
        var groups = records.GroupBy(r => r.Restore is null ? (object)r : r.Restore.Id);
        var written = await Task.WhenAll(groups.Select(group => WriteAsync(job.OwnerId, [.. group], known, cancellationToken)));
        var results = written.SelectMany(r => r).OrderBy(r => r.Record.Line).ToList();

        var errors = job.Errors;
        foreach (var (record, _, failure) in results)
        {
            if (failure is not null && errors.Length < JobDocument.ErrorsMax) errors = errors.Add(new JobError(record.Line, Http.Problems.Describe(failure.Code).Code, ImportRecord.Describe(failure)));
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

    /// <summary>The prompts that stand for those records already: by what an import made of them, or by their id where they
    /// come from here.</summary>
    private async Task<Dictionary<string, PromptDocument>> KnownAsync(string ownerId, List<ImportRecord> records, CancellationToken cancellationToken)
    {
        var known = new Dictionary<string, PromptDocument>(StringComparer.Ordinal);
        var identities = records.Select(r => r.Identity).Concat(records.Select(r => r.FallbackIdentity).OfType<string>()).Distinct(StringComparer.Ordinal);
        var held = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var keys in identities.Select(i => UniqueKeys.OfImport(ownerId, i)).Chunk(LookUpMax))
        {
            foreach (var (key, id) in await reader.ResolveKeysAsync(UniqueKeys.Import, keys, cancellationToken)) held[key] = id;
        }

        var here = new Dictionary<string, PromptDocument>(StringComparer.Ordinal);
        foreach (var ids in held.Values.Concat(records.Select(r => r.Restore?.Id).OfType<string>()).Distinct(StringComparer.Ordinal).Chunk(LookUpMax))
        {
            foreach (var document in await reader.ReadDocumentsAsync(ids, cancellationToken))
            {
                var prompt = JsonSerializer.Deserialize(document.Body, DomainJson.Stored.PromptDocument)!;
                if (prompt.OwnerId == ownerId && !prompt.IsDeleted) here[prompt.Id] = prompt;
            }
        }

        PromptDocument? By(string? identity) => identity is not null && held.TryGetValue(UniqueKeys.OfImport(ownerId, identity), out var id) ? here.GetValueOrDefault(id) : null;
        foreach (var record in records)
        {
            // An exported prompt is itself where it is here, or what an earlier import made of it; never another with the same origin.
            var prompt = record.Restore is { } restore ? here.GetValueOrDefault(restore.Id) ?? By(record.FallbackIdentity) : By(record.Identity);
            if (prompt is not null) known[record.Prompt] = prompt;
        }

        return known;
    }

    private async Task<List<(ImportRecord Record, Outcome Outcome, Failure? Failure)>> WriteAsync(
        string ownerId, IReadOnlyList<ImportRecord> records, Dictionary<string, PromptDocument> known, CancellationToken cancellationToken)
    {
        var results = new List<(ImportRecord, Outcome, Failure?)>(records.Count);
        var prompt = known.GetValueOrDefault(records[0].Prompt);
        foreach (var record in records)
        {
            if (record.Draft is not { } given)
            {
                results.Add((record, Outcome.Failed, record.Failure));
            }
            else if (!(await tags.PrepareAsync(given, cancellationToken)).TryGet(out var draft, out var invalid))
            {
                results.Add((record, Outcome.Failed, invalid));
            }
            else if (prompt is null)
            {
                var published = await PublishAsync(ownerId, record, draft, cancellationToken);
                prompt = published.Value?.Value.Prompt;
                results.Add(published.TryGet(out _, out var failure) ? (record, Outcome.Created, null)
                    : failure.Code == FailureCode.Conflict ? (record, Outcome.Skipped, null)
                    : (record, Outcome.Failed, failure));
            }
            else if (IsThere(record, prompt))
            {
                results.Add((record, Outcome.Skipped, null));
            }
            else
            {
                var stamp = new ImportStamp(record.Identity, record.Hash, record.Restore);
                var patch = new PromptPatch(draft, record.Restore is null ? FieldsOfLine : FieldsOfExport);
                var edited = await PatientlyAsync(() => grains.Prompt(prompt.Id).EditAsync(new EditPrompt(ownerId, patch, null, stamp)), cancellationToken);
                if (edited.TryGet(out var snapshot, out var refused)) prompt = snapshot.Prompt;
                results.Add(refused is null ? (record, Outcome.Updated, null) : (record, Outcome.Failed, refused));
            }
        }

        return results;
    }

    /// <summary>Does the line say nothing that is new here?</summary>
    private static bool IsThere(ImportRecord record, PromptDocument prompt)
    {
        if (prompt.ImportHash == record.Hash) return true;
        if (record.Restore is not { Version.Number: var number }) return false;
        return number < prompt.Version.Number || (number == prompt.Version.Number && ImportRecord.HashOf(ExportedLine.DraftOf(prompt)) == record.Hash);
    }

    private async Task<Result<CommandReply<PromptSnapshot>>> PublishAsync(string ownerId, ImportRecord record, PromptDraft draft, CancellationToken cancellationToken)
    {
        // A copy goes by what it was copied from: the original's origin is the original's.
        var isCopy = record.Restore is not null && await reader.ReadDocumentAsync(record.Restore.Id, cancellationToken) is not null;
        var id = record.Restore is { } restore && !isCopy ? restore.Id : ids.New(EntityIds.Prompt);
        Task<Result<CommandReply<PromptSnapshot>>> As(string identity) => PatientlyAsync(
            () => grains.Prompt(id).PublishAsync(new PublishPrompt(ownerId, draft, null, new ImportStamp(identity, record.Hash, record.Restore))), cancellationToken);
        var published = await As(isCopy ? record.FallbackIdentity! : record.Identity);
        return published.Failure?.Code == FailureCode.Conflict && record.FallbackIdentity is { } fallback && fallback != record.Identity ? await As(fallback) : published;
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
