using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json;
using PromptGrid.Api.Users;
using PromptGrid.Domain.PromptCollections;
using PromptGrid.Domain.Prompts;
using PromptGrid.Ledger;
using PromptGrid.Search;

namespace PromptGrid.Api.PromptCollections;

/// <summary>Loads the views of collections from committed rows.</summary>
/// <remarks>What others are told of a collection's size is asked of the index at most every <see cref="CountedFor"/>: a list of
/// large collections would otherwise cost a search each. Bounded; thread-safe.</remarks>
public sealed class CollectionCards(ILedgerReader reader, OwnerCards owners, ISearchIndex search, TimeProvider time)
{
    public static readonly TimeSpan CountedFor = TimeSpan.FromSeconds(5);

    private const int CountsMax = 10_000;

    private readonly ConcurrentDictionary<string, Counted> _counts = new(StringComparer.Ordinal);

    /// <summary>The id by which everybody names their own collection of saved prompts.</summary>
    public const string Saved = "saved";

    private const int SavedCounted = 1_000;

    /// <summary>The views of those ids that this viewer may see, in the order of the ids.</summary>
    public async ValueTask<List<CollectionView>> LoadAsync(IReadOnlyList<string> ids, PromptViewer viewer, CancellationToken cancellationToken)
    {
        if (ids.Count == 0) return [];
        var found = new Dictionary<string, (CollectionDocument Collection, long Followers)>(StringComparer.Ordinal);
        foreach (var document in await reader.ReadDocumentsAsync([.. ids], cancellationToken))
        {
            var collection = JsonSerializer.Deserialize(document.Body, DomainJson.Stored.CollectionDocument)!;
            if (CollectionAccess.CanRead(collection, viewer)) found[document.Id] = (collection, document.Counter(CollectionCounters.Followers));
        }

        var people = await owners.GetAsync(found.Values.Select(f => f.Collection.OwnerId), cancellationToken);
        var followed = viewer.UserId is null || found.Count == 0 ? null : await reader.ExistingTargetsAsync(CollectionEdges.Follow, viewer.UserId, found.Keys, cancellationToken);
        var views = new List<CollectionView>(found.Count);
        foreach (var id in ids)
        {
            if (!found.TryGetValue(id, out var item)) continue;
            var collection = item.Collection;
            views.Add(new CollectionView(
                collection.Id, people[collection.OwnerId], collection.Name, collection.Description, collection.Visibility, IsDefault: false,
                await CountAsync(collection, viewer, cancellationToken), item.Followers, collection.CreatedAt, collection.UpdatedAt)
            {
                Viewer = followed is null ? null : new CollectionViewerView(followed.Contains(id)),
            });
        }

        return views;
    }

    /// <summary>A user's collection of saved prompts: their save edges, told as a collection.</summary>
    public async ValueTask<CollectionView> SavedAsync(string userId, CancellationToken cancellationToken)
    {
        var edges = await reader.ListEdgesFromAsync(PromptEdges.Save, userId, null, SavedCounted + 1, cancellationToken);
        return new CollectionView(
            Saved, await owners.GetAsync(userId, cancellationToken), "Saved", "", Visibilities.Private, IsDefault: true,
            edges.Count > SavedCounted ? null : edges.Count, 0, null, edges.Count == 0 ? null : edges[0].At);
    }

    /// <summary>Others are told how many listed prompts there are: a number must not tell of hidden ones.</summary>
    private async ValueTask<long?> CountAsync(CollectionDocument collection, PromptViewer viewer, CancellationToken cancellationToken)
    {
        if (viewer.UserId == collection.OwnerId || collection.Entries.IsEmpty) return collection.Entries.Length;
        var now = time.GetUtcNow();
        if (_counts.TryGetValue(collection.Id, out var known) && known.At == collection.UpdatedAt && now < known.Until) return known.Count;
        try
        {
            var ids = collection.Entries.Select(e => e.PromptId).ToImmutableArray();
            var count = (await search.SearchAsync(new SearchQuery { Ids = ids, Sort = SearchSort.Recent, Limit = 1, WithFacets = false, WithHighlights = false }, cancellationToken)).Total;
            if (_counts.Count >= CountsMax) _counts.Clear();
            _counts[collection.Id] = new Counted(count, collection.UpdatedAt, now + CountedFor);
            return count;
        }
        catch (SearchUnavailableException)
        {
            return null;
        }
    }

    private readonly record struct Counted(long Count, DateTimeOffset At, DateTimeOffset Until);
}
