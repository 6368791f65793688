using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using PromptGrid.Domain.Common;
using PromptGrid.Domain.Moderation;
using PromptGrid.Domain.Prompts;
using PromptGrid.Domain.Tags;
using PromptGrid.Domain.Users;
using PromptGrid.Grains.Media;
using PromptGrid.Grains.Interfaces;
using PromptGrid.Grains.Interfaces.Prompts;
using PromptGrid.Ledger;

namespace PromptGrid.Grains.Prompts;

/// <content>Publish, fork, edit and delete: one at a time, decided by the domain, committed with their slug and lists.</content>
public sealed partial class PromptGrain
{
    public async Task<Result<CommandReply<PromptSnapshot>>> PublishAsync(PublishPrompt command)
    {
        var limit = command.Import is null ? PromptLimits.ContentLength : PromptLimits.ImportedContentLength;
        if (!PromptRules.Publish(_id, command.OwnerId, command.Draft, time.GetUtcNow(), limit).TryGet(out var prompt, out var failure)) return failure;
        prompt = prompt with { ImportIdentity = command.Import?.Identity, ImportHash = command.Import?.Hash };
        if (command.Import?.Restore is { } restore
            && !RestoreRules.Apply(prompt, null, await ResolveSourceAsync(restore, command.OwnerId), time.GetUtcNow()).TryGet(out prompt, out failure)) return failure;

        // An import of a million prompts must not fill the memory with what nobody reads yet.
        if (command.Import is not null) DeactivateOnIdle();
        // A line's slug is where the prompt stood elsewhere; here it yields to one that is taken.
        return await CreateAsync(prompt, command.Operation, slugIsWished: command.Draft.Slug is not null && command.Import is null, command.Import?.Restore?.Version.Title);
    }

    public async Task<Result<CommandReply<PromptSnapshot>>> ForkAsync(ForkPrompt command)
    {
        // A repeat gets its first answer, even if the source is gone by now.
        if (command.Operation is { } operation && await reader.ReadOperationAsync(operation.Id) is { } done) return Repeat(done, operation);
        var read = await GrainFactory.Prompt(command.SourceId).GetAsync(command.UserId);
        if (!read.TryGet(out var source, out var failure)) return failure;
        var owner = await reader.ReadDocumentAsync(source.Prompt.OwnerId);
        var handle = owner is null ? "" : JsonSerializer.Deserialize(owner.Body, DomainJson.Stored.UserDocument)!.Handle;
        if (!PromptRules.Fork(source.Prompt, handle, _id, command.UserId, command.Changes, time.GetUtcNow()).TryGet(out var fork, out failure)) return failure;
        return await CreateAsync(fork, command.Operation, slugIsWished: command.Changes.Slug is not null);
    }

    public async Task<Result<PromptSnapshot>> EditAsync(EditPrompt command)
    {
        if (command.Import is not null) DeactivateOnIdle();
        if (_prompt is not { } before || !PromptAccess.CanRead(before, command.UserId)) return Failure.NotFound("prompt");
        if (!PromptAccess.CanWrite(before, command.UserId)) return new Failure(FailureCode.Forbidden, "Only the owner may edit a prompt.");
        if (command.SeenRevision is { } seen && seen != _revision) return await StaleAsync(seen);

        var limit = command.Import is null ? PromptLimits.ContentLength : PromptLimits.ImportedContentLength;
        if (!PromptRules.Edit(before, command.Patch, time.GetUtcNow(), limit).TryGet(out var after, out var failure)) return failure;
        if (command.Import?.Restore is { } restore && !RestoreRules.Apply(after, before, restore, time.GetUtcNow()).TryGet(out after, out failure)) return failure;

        if (command.Import is { } import) after = after with { ImportHash = import.Hash, UpdatedAt = ReferenceEquals(after, before) ? before.UpdatedAt : after.UpdatedAt };
        if (after == before)
        {
            // An import's activation has read the prompt just now; any other may be old.
            if (command.Import is not null || await IsCurrentAsync(reader, _id, _revision)) return Snapshot();
            return RefuseWrite(new CommitOutcome.VersionConflict(_id));
        }

        var outcome = await CommitEditAsync(before, after, null, command.Import?.Restore?.Version.Title);
        return outcome is CommitOutcome.Committed ? Snapshot() : RefuseWrite(outcome);
    }

    public async Task<Result<CommandReply<RestoredVersion>>> RestoreAsync(RestoreVersion command)
    {
        // A repeat gets its first answer, although the revision it saw is no longer the newest.
        if (command.Operation is { } operation && await reader.ReadOperationAsync(operation.Id) is { } done)
        {
            return done.Fingerprint == operation.Fingerprint ? Restored(done.Result) : RefuseWrite(new CommitOutcome.OperationMismatch());
        }

        if (_prompt is not { } before || !PromptAccess.CanRead(before, command.UserId)) return Failure.NotFound("prompt");
        if (!PromptAccess.CanWrite(before, command.UserId)) return new Failure(FailureCode.Forbidden, "Only the owner may restore a version.");
        if (command.SeenRevision is { } seen && seen != _revision) return await StaleAsync(seen);
        if (await reader.ReadDocumentAsync(PromptVersionDocument.IdOf(_id, command.Number)) is not { } document) return Failure.NotFound("version");
        var version = JsonSerializer.Deserialize(document.Body, DomainJson.Stored.PromptVersionDocument)!;
        if (!PromptRules.Restore(before, version, command.Note, time.GetUtcNow()).TryGet(out var after, out var failure)) return failure;
        if (after == before)
        {
            return await IsCurrentAsync(reader, _id, _revision)
                ? new CommandReply<RestoredVersion>(new RestoredVersion(before.Version.Number, IsNew: false), Replayed: false)
                : RefuseWrite(new CommitOutcome.VersionConflict(_id));
        }

        var number = after.Version.Number.ToString(CultureInfo.InvariantCulture);
        return await CommitEditAsync(before, after, command.Operation is { } stamp ? new Operation(stamp.Id, stamp.Fingerprint, number) : null) switch
        {
            CommitOutcome.Committed => new CommandReply<RestoredVersion>(new RestoredVersion(after.Version.Number, IsNew: true), Replayed: false),
            CommitOutcome.AlreadyDone first => Restored(first.Result),
            var outcome => RefuseWrite(outcome),
        };

        static CommandReply<RestoredVersion> Restored(string number) =>
            new(new RestoredVersion(int.Parse(number, CultureInfo.InvariantCulture), IsNew: true), Replayed: true);
    }

    public async Task<Result<bool>> RetagAsync(TagAliases aliases)
    {
        if (_prompt is not { IsDeleted: false } before) return false;
        var tags = aliases.Resolve(before.Tags);
        if (tags.SequenceEqual(before.Tags)) return false;
        var outcome = await CommitEditAsync(before, before with { Tags = tags }, null);
        return outcome is CommitOutcome.Committed ? true : RefuseWrite(outcome);
    }

    /// <summary>Commits an edit that was decided; its outcome is not refused here.</summary>
    /// <param name="versionTitle">The title that the version had where it comes from; null for the prompt's own.</param>
    private async Task<CommitOutcome> CommitEditAsync(PromptDocument before, PromptDocument after, Operation? operation, string? versionTitle = null)
    {
        var keys = before.Slug == after.Slug
            ? ImmutableArray<KeyWrite>.Empty
            :
            [
                new KeyWrite(UniqueKeys.Slug, UniqueKeys.OfSlug(before.OwnerId, before.Slug), _id, Release: true),
                new KeyWrite(UniqueKeys.Slug, UniqueKeys.OfSlug(after.OwnerId, after.Slug), _id),
            ];
        var documents = ImmutableArray.Create(new DocumentWrite(_id, _revision, Serialize(after)));
        if (after.Version.Number != before.Version.Number) documents = documents.Add(VersionWrite(after, versionTitle));
        var outcome = await CommitAsync(new WriteSet
        {
            Entity = _id,
            Operation = operation,
            Documents = documents,
            Keys = keys,
            Edges = [.. MediaUse.Change(_id, before.Example?.Url, after.Example?.Url), .. before.IsListed == after.IsListed ? ImmutableArray<EdgeWrite>.Empty : [PublishesEdge(after, remove: !after.IsListed)]],
            Events = [Event(PromptEventNames.Edited, JsonSerializer.Serialize(new PromptEdited(after.OwnerId, after.Visibility, after.Version.Number, after.ForkedFrom?.Id), DomainJson.Stored.PromptEdited))],
        });
        if (outcome is CommitOutcome.Committed) Commit(after);
        return outcome;
    }

    public async Task<Result<Done>> DeleteAsync(string userId)
    {
        if (_prompt is not { } before || !PromptAccess.CanRead(before, userId)) return Failure.NotFound("prompt");
        if (!PromptAccess.CanWrite(before, userId)) return new Failure(FailureCode.Forbidden, "Only the owner may delete a prompt.");
        var now = time.GetUtcNow();
        var tombstone = PromptRules.Delete(before, now);
        var writes = Deletion(before, tombstone);
        if (await ReadCaseAsync() is { State: { IsOpen: true } state } known)
        {
            var withdrawn = ModerationRules.Withdraw(state, now) with { AuditCount = state.AuditCount + 1 };
            var entry = new ModerationAuditEntry(ModerationAuditEntry.IdOf(_id, withdrawn.AuditCount), _id, ModerationActions.Withdrawn, userId, null, null, now);
            writes = With(writes, CaseWrites(known, before, withdrawn, tombstone, entry));
        }

        var outcome = await CommitAsync(writes);
        if (outcome is not CommitOutcome.Committed) return RefuseWrite(outcome);
        Commit(tombstone);
        return default(Done);
    }

    /// <summary>What goes with a prompt: its versions, keys and places in lists.</summary>
    private WriteSet Deletion(PromptDocument before, PromptDocument tombstone)
    {
        var documents = ImmutableArray.CreateBuilder<DocumentWrite>();
        documents.Add(new DocumentWrite(_id, _revision, Serialize(tombstone)));
        // Versions are written once and never changed, so each is at version 1.
        for (var number = 1; number <= before.Version.Number; number++) documents.Add(new DocumentWrite(PromptVersionDocument.IdOf(_id, number), 1, null));
        var keys = ImmutableArray.Create(new KeyWrite(UniqueKeys.Slug, UniqueKeys.OfSlug(before.OwnerId, before.Slug), _id, Release: true));
        if (before.ImportIdentity is { } identity) keys = keys.Add(new KeyWrite(UniqueKeys.Import, UniqueKeys.OfImport(before.OwnerId, identity), _id, Release: true));
        var edges = ImmutableArray.Create(new EdgeWrite(PromptEdges.Owns, before.OwnerId, _id, Remove: true, null));
        if (before.IsListed) edges = edges.Add(PublishesEdge(before, remove: true));
        edges = edges.AddRange(MediaUse.Change(_id, before.Example?.Url, null));
        if (before.FeaturedAt is not null) edges = edges.Add(FeaturedEdge(remove: true));
        return new WriteSet
        {
            Entity = _id,
            Documents = documents.DrainToImmutable(),
            Keys = keys,
            Edges = edges,
            Events = [Event(PromptEventNames.Deleted, JsonSerializer.Serialize(new PromptDeleted(before.OwnerId, before.ForkedFrom?.Id), DomainJson.Stored.PromptDeleted))],
        };
    }

    public async Task<Result<Done>> ForgetSourceOwnerAsync(string ownerId)
    {
        if (_prompt is not { } before) return default(Done);
        var names = new EdgeWrite(PromptEdges.Names, _id, ownerId, Remove: true, null);
        var after = before.ForkedFrom is { OwnerHandle.Length: > 0 } source ? before with { ForkedFrom = source with { OwnerHandle = "", Slug = "" } } : before;
        var outcome = await CommitAsync(new WriteSet
        {
            Entity = _id,
            Documents = after == before ? [] : [new DocumentWrite(_id, _revision, Serialize(after))],
            Edges = [names],
            // A tombstone is in no index, and its deletion has been told.
            Events = after == before || after.IsDeleted
                ? []
                : [Event(PromptEventNames.Edited, JsonSerializer.Serialize(new PromptEdited(after.OwnerId, after.Visibility, after.Version.Number, after.ForkedFrom?.Id), DomainJson.Stored.PromptEdited))],
        });
        if (outcome is not CommitOutcome.Committed) return RefuseWrite(outcome);
        if (after != before) Commit(after);
        return default(Done);
    }

    private async Task<Result<CommandReply<PromptSnapshot>>> CreateAsync(PromptDocument prompt, OperationStamp? operation, bool slugIsWished, string? versionTitle = null)
    {
        var slug = prompt.Slug;
        var search = new SlugSearch();
        for (var attempt = 0; ; attempt++)
        {
            var outcome = await CommitAsync(Creation(prompt, operation, versionTitle));
            switch (outcome)
            {
                case CommitOutcome.Committed:
                    Commit(prompt);
                    return new CommandReply<PromptSnapshot>(Snapshot(), Replayed: false);
                case CommitOutcome.AlreadyDone done:
                    return FirstAnswer(done.Result);
                case CommitOutcome.KeyTaken { Kind: UniqueKeys.Slug } when !slugIsWished && attempt < SlugSearch.AttemptsMax:
                    prompt = prompt with { Slug = await search.NextAsync(slug, prompt.OwnerId, reader) };
                    break;
                default:
                    return RefuseWrite(outcome);
            }
        }
    }

    private static Result<CommandReply<PromptSnapshot>> Repeat(Operation done, OperationStamp asked) =>
        done.Fingerprint == asked.Fingerprint ? FirstAnswer(done.Result) : RefuseWrite(new CommitOutcome.OperationMismatch());

    private static CommandReply<PromptSnapshot> FirstAnswer(string result) =>
        new(new PromptSnapshot(JsonSerializer.Deserialize(result, DomainJson.Stored.PromptDocument)!, 1, default, 0), Replayed: true);

    private WriteSet Creation(PromptDocument prompt, OperationStamp? operation, string? versionTitle)
    {
        var body = Serialize(prompt);
        var keys = ImmutableArray.Create(new KeyWrite(UniqueKeys.Slug, UniqueKeys.OfSlug(prompt.OwnerId, prompt.Slug), _id));
        if (prompt.ImportIdentity is { } identity) keys = keys.Add(new KeyWrite(UniqueKeys.Import, UniqueKeys.OfImport(prompt.OwnerId, identity), _id));
        var edges = ImmutableArray.Create(new EdgeWrite(PromptEdges.Owns, prompt.OwnerId, _id, Remove: false, null));
        if (prompt.IsListed) edges = edges.Add(PublishesEdge(prompt, remove: false));
        edges = edges.AddRange(MediaUse.Change(_id, null, prompt.Example?.Url));
        return new WriteSet
        {
            Entity = _id,
            Operation = operation is null ? null : new Operation(operation.Id, operation.Fingerprint, body),
            Documents = [new DocumentWrite(_id, 0, body), VersionWrite(prompt, versionTitle)],
            Keys = keys,
            Edges = edges,
            Events = [Event(PromptEventNames.Published, JsonSerializer.Serialize(new PromptPublished(prompt.OwnerId, prompt.Visibility, prompt.Version.Number, prompt.ForkedFrom?.Id), DomainJson.Stored.PromptPublished))],
        };
    }

    private async ValueTask<Failure> StaleAsync(long seen)
    {
        // Somebody saw what this activation never did: perhaps it is the one that is old.
        if (seen > _revision) await IsCurrentAsync(reader, _id, _revision);
        return new Failure(FailureCode.PreconditionFailed, "The prompt was changed since you read it; read it again.");
    }

    private void Commit(PromptDocument prompt)
    {
        _prompt = prompt;
        _revision++;
        Changed();
    }

    private EventWrite Event(string name, string body) => new(name, 1, _id, body);

    private static EdgeWrite PublishesEdge(PromptDocument prompt, bool remove) =>
        new(PromptEdges.Publishes, prompt.OwnerId, prompt.Id, remove, new EdgeTally(prompt.OwnerId, UserCounters.Prompts, null));

    private EdgeWrite FeaturedEdge(bool remove) => new(PromptEdges.Featured, _id, PromptEdges.FeaturedList, remove, null);

    private static DocumentWrite VersionWrite(PromptDocument prompt, string? title) => new(
        PromptVersionDocument.IdOf(prompt.Id, prompt.Version.Number), 0,
        JsonSerializer.Serialize(PromptVersionDocument.Of(prompt) with { Title = title ?? prompt.Title }, DomainJson.Stored.PromptVersionDocument));

    /// <summary>What a line says of its source is believed where the source is not here; where it is, it speaks for itself, as
    /// far as the owner of the fork may see it.</summary>
    private async Task<PromptRestore> ResolveSourceAsync(PromptRestore restore, string ownerId)
    {
        if (restore.ForkedFrom is not { } source || !EntityIds.IsPrompt(source.Id) || await reader.ReadDocumentAsync(source.Id) is not { } document) return restore;
        var prompt = JsonSerializer.Deserialize(document.Body, DomainJson.Stored.PromptDocument)!;
        var owner = PromptAccess.CanRead(prompt, ownerId) && await reader.ReadDocumentAsync(prompt.OwnerId) is { } found
            ? JsonSerializer.Deserialize(found.Body, DomainJson.Stored.UserDocument)!.Handle
            : "";
        return restore with { ForkedFrom = source with { OwnerHandle = owner, Slug = owner.Length == 0 ? "" : prompt.Slug } };
    }

    private static string Serialize(PromptDocument prompt) => JsonSerializer.Serialize(prompt, DomainJson.Stored.PromptDocument);
}
