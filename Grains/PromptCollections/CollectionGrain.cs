using System.Collections.Immutable;
using System.Text.Json;
using PromptGrid.Domain.Common;
using PromptGrid.Domain.PromptCollections;
using PromptGrid.Domain.Prompts;
using PromptGrid.Grains.Interfaces.PromptCollections;
using PromptGrid.Grains.Interfaces.Prompts;
using PromptGrid.Ledger;

namespace PromptGrid.Grains.PromptCollections;

/// <summary>See <see cref="ICollectionGrain"/> for what it promises.</summary>
public sealed class CollectionGrain(ILedger ledger, ILedgerReader reader, TimeProvider time) : LedgerGrain(ledger), ICollectionGrain
{
    private string _id = "";
    private CollectionDocument? _collection;
    private long _revision;
    private long _followers;
    // A later commit's counter may be told before an earlier one's: only a higher sequence may overwrite.
    private long _countedAt;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _id = this.GetPrimaryKeyString();
        if (await reader.ReadDocumentAsync(_id, cancellationToken) is not { } document) return;
        _collection = Read(document.Body);
        _revision = document.Version;
        _followers = document.Counter(CollectionCounters.Followers);
    }

    public async Task<Result<CommandReply<CollectionSnapshot>>> CreateAsync(string ownerId, CollectionDraft draft, OperationStamp? operation)
    {
        if (operation is not null && await reader.ReadOperationAsync(operation.Id) is { } done)
        {
            return done.Fingerprint == operation.Fingerprint ? First(done.Result) : Refuse(new CommitOutcome.OperationMismatch());
        }

        if (!CollectionRules.Create(_id, ownerId, draft, time.GetUtcNow()).TryGet(out var collection, out var failure)) return failure;
        var counters = await reader.ReadCountersAsync([ownerId]);
        if (counters.TryGetValue(ownerId, out var held) && held.GetValueOrDefault(CollectionCounters.Collections) >= CollectionLimits.PerUser)
        {
            return new Failure(FailureCode.Conflict, $"You have {CollectionLimits.PerUser} collections; delete one first.");
        }

        var body = Write(collection);
        var outcome = await CommitAsync(new WriteSet
        {
            Entity = _id,
            Operation = operation is null ? null : new Operation(operation.Id, operation.Fingerprint, body),
            Documents = [new DocumentWrite(_id, 0, body)],
            Edges = [OwnsEdge(collection, remove: false), .. PublishesEdges(null, collection)],
        });
        switch (outcome)
        {
            case CommitOutcome.Committed:
                (_collection, _revision) = (collection, 1);
                return new CommandReply<CollectionSnapshot>(Snapshot(), Replayed: false);
            case CommitOutcome.AlreadyDone first:
                return First(first.Result);
            default:
                return Refuse(outcome);
        }

        static CommandReply<CollectionSnapshot> First(string body) => new(new CollectionSnapshot(Read(body), 1, 0), Replayed: true);
    }

    public ValueTask<Result<CollectionSnapshot>> GetAsync(PromptViewer viewer) =>
        ValueTask.FromResult<Result<CollectionSnapshot>>(_collection is { } collection && CollectionAccess.CanRead(collection, viewer) ? Snapshot() : NotFound());

    public async Task<Result<CollectionSnapshot>> EditAsync(string userId, CollectionDraft changes, long? seenRevision)
    {
        if (Check(userId) is { } refused) return refused;
        if (seenRevision is { } seen && seen != _revision) return new Failure(FailureCode.PreconditionFailed, "The collection was changed since you read it; read it again.");
        return await ChangeAsync(CollectionRules.Edit(_collection!, changes, time.GetUtcNow()));
    }

    public async Task<Result<CollectionSnapshot>> PutAsync(string userId, string promptId, int? position) =>
        Check(userId) ?? await ChangeAsync(CollectionRules.Put(_collection!, promptId, position, time.GetUtcNow()));

    public async Task<Result<CollectionSnapshot>> RemoveAsync(string userId, string promptId) =>
        Check(userId) ?? await ChangeAsync(CollectionRules.Remove(_collection!, promptId, time.GetUtcNow()));

    public async Task<Result<CollectionSnapshot>> ReorderAsync(string userId, ImmutableArray<string>? order) =>
        Check(userId) ?? await ChangeAsync(CollectionRules.Reorder(_collection!, order, time.GetUtcNow()));

    public async Task<Result<Done>> DeleteAsync(string userId)
    {
        if (Check(userId) is { } refused) return refused;
        var collection = _collection!;
        var edges = ImmutableArray.Create(OwnsEdge(collection, remove: true));
        if (collection.Visibility == Visibilities.Public) edges = edges.Add(PublishesEdge(collection, remove: true));
        var outcome = await CommitAsync(new WriteSet { Entity = _id, Documents = [new DocumentWrite(_id, _revision, null)], Edges = edges });
        if (outcome is not CommitOutcome.Committed) return Refuse(outcome);
        _collection = null;
        DeactivateOnIdle();
        return default(Done);
    }

    public async ValueTask<Result<Reaction>> SetFollowAsync(string userId, bool following)
    {
        if (_collection is not { } collection || (following && !CollectionAccess.CanRead(collection, userId))) return NotFound();
        var outcome = await CommitAsync(new WriteSet
        {
            Entity = _id,
            Edges = [new EdgeWrite(CollectionEdges.Follow, userId, _id, !following, new EdgeTally(_id, CollectionCounters.Followers, null))],
        });
        if (outcome is not CommitOutcome.Committed committed) return Refuse(outcome);
        if (committed.Position.Sequence >= _countedAt) (_countedAt, _followers) = (committed.Position.Sequence, committed.BatchCounters[0]);
        return new Reaction(following, committed.Counters[0], committed.EdgesChanged[0]);
    }

    private Failure? Check(string userId)
    {
        if (_collection is not { } collection || !CollectionAccess.CanRead(collection, userId)) return NotFound();
        return CollectionAccess.CanWrite(collection, userId) ? null : new Failure(FailureCode.Forbidden, "Only the owner may change a collection.");
    }

    private async Task<Result<CollectionSnapshot>> ChangeAsync(Result<CollectionDocument> decided)
    {
        if (!decided.TryGet(out var after, out var failure)) return failure;
        var before = _collection!;
        if (ReferenceEquals(before, after))
        {
            if (await IsCurrentAsync(reader, _id, _revision)) return Snapshot();
            return Refuse(new CommitOutcome.VersionConflict(_id));
        }

        var outcome = await CommitAsync(new WriteSet { Entity = _id, Documents = [new DocumentWrite(_id, _revision, Write(after))], Edges = PublishesEdges(before, after) });
        if (outcome is not CommitOutcome.Committed) return Refuse(outcome);
        _collection = after;
        _revision++;
        return Snapshot();
    }

    private static ImmutableArray<EdgeWrite> PublishesEdges(CollectionDocument? before, CollectionDocument after)
    {
        var (was, isNow) = (before?.Visibility == Visibilities.Public, after.Visibility == Visibilities.Public);
        return was == isNow ? [] : [PublishesEdge(after, remove: was)];
    }

    private static EdgeWrite PublishesEdge(CollectionDocument collection, bool remove) => new(CollectionEdges.Publishes, collection.OwnerId, collection.Id, remove, null);

    private static EdgeWrite OwnsEdge(CollectionDocument collection, bool remove) =>
        new(CollectionEdges.Owns, collection.OwnerId, collection.Id, remove, new EdgeTally(collection.OwnerId, CollectionCounters.Collections, null));

    private CollectionSnapshot Snapshot() => new(_collection!, _revision, _followers);

    private static CollectionDocument Read(string body) => JsonSerializer.Deserialize(body, DomainJson.Stored.CollectionDocument)!;

    private static string Write(CollectionDocument collection) => JsonSerializer.Serialize(collection, DomainJson.Stored.CollectionDocument);

    private static Failure NotFound() => Failure.NotFound("collection");
}
