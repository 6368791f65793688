using PromptGrid.Domain.Collections;
using PromptGrid.Grains.Interfaces;
using PromptGrid.Ledger;

namespace PromptGrid.Api.Collections;

/// <summary>Takes a user's collections away, as their account goes.</summary>
public sealed class CollectionErasure(ILedger ledger, ILedgerReader reader, IGrainFactory grains)
{
    private const int PageSize = 200;

    /// <summary>Deletes the user's collections and ends their following of others'. Idempotent: repeat it after a failure.</summary>
    public async Task EraseUserAsync(string userId, CancellationToken cancellationToken)
    {
        while (await reader.ListEdgesFromAsync(CollectionEdges.Owns, userId, null, PageSize, cancellationToken) is { Count: > 0 } owned)
        {
            foreach (var edge in owned)
            {
                if ((await grains.Collection(edge.Target).DeleteAsync(userId)).Failure is { Code: not FailureCode.NotFound } failure) throw new LedgerUnavailableException(failure.Detail);
            }
        }

        while (await reader.ListEdgesFromAsync(CollectionEdges.Follow, userId, null, PageSize, cancellationToken) is { Count: > 0 } followed)
        {
            foreach (var edge in followed)
            {
                var ended = await grains.Collection(edge.Target).SetFollowAsync(userId, following: false);
                if (ended.Failure is null) continue;
                // The collection is gone: nobody counts its followers any more.
                var outcome = await ledger.CommitAsync(new WriteSet { Entity = userId, Edges = [new EdgeWrite(edge.Kind, edge.Source, edge.Target, Remove: true, null)] });
                if (outcome is not CommitOutcome.Committed) throw new LedgerUnavailableException($"A user's following was not ended: {outcome.GetType().Name}.");
            }
        }
    }
}
