using System.Collections.Immutable;
using Orleans.Concurrency;
using PromptGrid.Domain.Common;
using PromptGrid.Domain.PromptCollections;
using PromptGrid.Domain.Prompts;
using PromptGrid.Grains.Interfaces.Prompts;

namespace PromptGrid.Grains.Interfaces.PromptCollections;

/// <summary>The single writer of one collection. Key: the collection's id. Writes are durable when answered. Following
/// interleaves; everything else runs one at a time.</summary>
[Alias("promptgrid.ICollectionGrain")]
public interface ICollectionGrain : IGrainWithStringKey
{
    /// <summary>Creates the collection under this grain's id. Idempotent by the operation.</summary>
    [Alias("create")]
    Task<Result<CommandReply<CollectionSnapshot>>> CreateAsync(string ownerId, CollectionDraft draft, OperationStamp? operation);

    /// <summary>The collection as this viewer may see it; not-found otherwise.</summary>
    [Idempotent, AlwaysInterleave, Alias("get")]
    ValueTask<Result<CollectionSnapshot>> GetAsync(PromptViewer viewer);

    /// <summary>Edits the fields that are given; precondition-failed when it is no longer at the revision that was seen.</summary>
    [Alias("edit")]
    Task<Result<CollectionSnapshot>> EditAsync(string userId, CollectionDraft changes, long? seenRevision);

    /// <summary>Puts a prompt at a place. That the user may see the prompt is for the caller to know.</summary>
    [Idempotent, Alias("put")]
    Task<Result<CollectionSnapshot>> PutAsync(string userId, string promptId, int? position);

    /// <summary>Takes a prompt out.</summary>
    [Idempotent, Alias("remove")]
    Task<Result<CollectionSnapshot>> RemoveAsync(string userId, string promptId);

    [Idempotent, Alias("reorder")]
    Task<Result<CollectionSnapshot>> ReorderAsync(string userId, ImmutableArray<string>? order);

    /// <summary>Deletes the collection; deleting twice answers not-found.</summary>
    [Alias("delete")]
    Task<Result<Done>> DeleteAsync(string userId);

    /// <summary>Sets whether a user follows the collection; anybody may stop.</summary>
    [Idempotent, AlwaysInterleave, Alias("follow")]
    ValueTask<Result<Reaction>> SetFollowAsync(string userId, bool following);
}

/// <summary>A collection as committed.</summary>
[GenerateSerializer, Immutable, Alias("promptgrid.CollectionSnapshot")]
public sealed record CollectionSnapshot([property: Id(0)] CollectionDocument Collection, [property: Id(1)] long Revision, [property: Id(2)] long Followers);
