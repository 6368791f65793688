using System.Globalization;
using PromptGrid.Api.Http;
using PromptGrid.Api.Prompts;
using PromptGrid.Domain.Follows;
using PromptGrid.Ledger;
using PromptGrid.Projections.Feed;

namespace PromptGrid.Api.Feed;

/// <summary>
/// Reads the home feed: public prompts of followed users and tags, in the order in which they became public, newest first.
/// </summary>
/// <remarks>A feed begins where its index is sure to be whole, so that nothing older can come in behind a reader; what the
/// index has yet to learn comes with the next look at the feed's beginning. What became public after that is above the
/// beginning, so no page repeats anything.</remarks>
public sealed class FeedReads(ILedgerReader reader, IFeedStore store, PromptCards cards, Paging paging)
{
    /// <summary>One page of the caller's feed.</summary>
    public async Task<Result<ListView<PromptView>>> PageAsync(HttpContext context)
    {
        var userId = context.CallerId()!;
        var list = "feed/" + userId;
        if (!Paging.Limit(context).TryGet(out var limit, out var failure)) return failure;
        if (!paging.Cursor(context, list).TryGet(out var position, out failure)) return failure;
        var sources = await SourcesAsync(userId, context.RequestAborted);
        var place = position is null ? await BeginningAsync(context.RequestAborted) : Parse(position);
        var items = new List<PromptView>(limit);
        while (true)
        {
            var places = await store.PageAsync(sources, place, limit + 1, context.RequestAborted);
            var found = (await cards.LoadAsync([.. places.Take(limit).Select(p => p.PromptId)], userId, context.RequestAborted, listedOnly: true)).ToDictionary(p => p.Id, StringComparer.Ordinal);
            var taken = 0;
            foreach (var next in places.Take(limit))
            {
                taken++;
                place = next;
                // What is not public any more leaves a hole: it reads on until the page is full.
                if (found.TryGetValue(next.PromptId, out var item)) items.Add(item);
                if (items.Count == limit) break;
            }

            var isMore = taken < places.Count;
            if (items.Count == limit || !isMore) return new ListView<PromptView>(items, isMore && place is { } end ? paging.Protect(list, Format(end)) : null);
        }
    }

    private async Task<List<string>> SourcesAsync(string userId, CancellationToken cancellationToken)
    {
        var users = await reader.ListEdgesFromAsync(FollowEdges.User, userId, null, FollowEdges.UsersMax, cancellationToken);
        var tags = await reader.ListEdgesFromAsync(FollowEdges.Tag, userId, null, FollowEdges.TagsMax, cancellationToken);
        return [.. users.Select(e => e.Target), .. tags.Select(e => e.Target)];
    }

    /// <summary>Below this place the index has everything; null when it has everything there is.</summary>
    private async Task<FeedPlace?> BeginningAsync(CancellationToken cancellationToken)
    {
        // The ledger first: the index, which is read later, can only know more.
        var heads = await Task.WhenAll(Enumerable.Range(0, reader.PartitionCount).Select(p => reader.ReadHeadAsync(p, cancellationToken).AsTask()));
        var checkpoints = await store.ReadCheckpointsAsync(cancellationToken);
        FeedPlace? beginning = null;
        for (var partition = 0; partition < heads.Length; partition++)
        {
            var known = checkpoints.GetValueOrDefault(partition);
            if (known >= heads[partition] || await reader.ReadEventsAsync(partition, known, 1, cancellationToken) is not [var unknown]) continue;
            var at = Microseconds.From(unknown.At);
            if (beginning is null || at < beginning.Value.At) beginning = new FeedPlace(at, "");
        }

        return beginning;
    }

    private static string Format(FeedPlace place) => string.Create(CultureInfo.InvariantCulture, $"{place.At}|{place.PromptId}");

    private static FeedPlace Parse(string position)
    {
        var bar = position.IndexOf('|', StringComparison.Ordinal);
        return new FeedPlace(long.Parse(position.AsSpan(0, bar), CultureInfo.InvariantCulture), position[(bar + 1)..]);
    }
}
