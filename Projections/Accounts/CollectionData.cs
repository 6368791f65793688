using System.Runtime.CompilerServices;
using PromptGrid.Domain.Common;
using PromptGrid.Domain.PromptCollections;
using PromptGrid.Grains.Interfaces;
using PromptGrid.Grains.Interfaces.Accounts;
using PromptGrid.Ledger;

namespace PromptGrid.Projections.Accounts;

/// <summary>A user's collections, which are deleted, and the collections that they follow, whose followers stay exact.</summary>
public sealed class CollectionData(IGrainFactory grains, ILedger ledger, ILedgerReader reader) : IPersonalData
{
    private const int PageSize = 128;

    public string Section => "collections";

    public async IAsyncEnumerable<string> ExportAsync(string userId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var page in reader.PagesFromAsync(CollectionEdges.Owns, userId, PageSize, cancellationToken))
        {
            foreach (var document in await reader.ReadDocumentsAsync([.. page.Select(e => e.Target)], cancellationToken)) yield return document.Body;
        }

        await foreach (var page in reader.PagesFromAsync(CollectionEdges.Follow, userId, PageSize, cancellationToken))
        {
            foreach (var edge in page) yield return $$"""{"follows":"{{edge.Target}}","at":"{{edge.At.UtcDateTime:O}}"}""";
        }
    }

    public async Task EraseAsync(string userId, CancellationToken cancellationToken)
    {
        await foreach (var page in reader.PagesFromAsync(CollectionEdges.Owns, userId, PageSize, cancellationToken))
        {
            foreach (var edge in page)
            {
                if ((await grains.Collection(edge.Target).DeleteAsync(userId)).Failure is { Code: not FailureCode.NotFound } failure) throw new LedgerUnavailableException(failure.Detail);
            }
        }

        await foreach (var page in reader.PagesFromAsync(CollectionEdges.Follow, userId, PageSize, cancellationToken))
        {
            foreach (var edge in page)
            {
                if ((await grains.Collection(edge.Target).SetFollowAsync(userId, following: false)).Failure is null) continue;
                // The collection is gone: nobody counts its followers any more.
                var outcome = await ledger.CommitAsync(new WriteSet { Entity = userId, Edges = [new EdgeWrite(edge.Kind, edge.Source, edge.Target, Remove: true, null)] });
                if (outcome is not CommitOutcome.Committed) throw new LedgerUnavailableException($"A user's following was not ended: {outcome.GetType().Name}.");
            }
        }
    }
}
