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
/// <remarks>What the index has yet to learn is taken from the ledger's events, so that a page has everything that was
/// committed before it was asked for, and nothing older can come in behind a reader. What becomes public later is above
/// the page, so nothing is repeated. Only where the index is far behind, a feed begins lower.</remarks>
public sealed class FeedReads(ILedgerReader reader, IFeedStore store, PromptCards cards, Paging paging)
{
    /// <summary>Events of a partition that are followed for one page, at most.</summary>
    private const int OpenEventsMax = 2_000;

    /// <summary>One page of the caller's feed.</summary>
    public async Task<Result<ListView<PromptView>>> PageAsync(HttpContext context)
    {
        var userId = context.CallerId()!;
        var list = "feed/" + userId;
        if (!Paging.Limit(context).TryGet(out var limit, out var failure)) return failure;
        if (!paging.Cursor(context, list).TryGet(out var position, out failure)) return failure;
        var sources = await SourcesAsync(userId, context.RequestAborted);
        var (open, bottom) = await ReadOpenAsync(sources, context.RequestAborted);
        FeedPlace? place = position is null ? null : Parse(position);
        if (bottom is { } known && (place is null || IsAbove(place.Value, known))) place = known;
        var items = new List<PromptView>(limit);
        while (true)
        {
            var places = Merge(await store.PageAsync(sources, place, limit + 1, context.RequestAborted), open, place, limit + 1);
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

    private async Task<HashSet<string>> SourcesAsync(string userId, CancellationToken cancellationToken)
    {
        var users = await reader.ListEdgesFromAsync(FollowEdges.User, userId, null, FollowEdges.UsersMax, cancellationToken);
        var tags = await reader.ListEdgesFromAsync(FollowEdges.Tag, userId, null, FollowEdges.TagsMax, cancellationToken);
        return [.. users.Select(e => e.Target), .. tags.Select(e => e.Target)];
    }

    /// <summary>What the index has yet to learn for these sources.</summary>
    /// <returns>The places, and where the feed must begin because more is open than is followed here; null when it need not.</returns>
    private async Task<(List<FeedPlace> Places, FeedPlace? Bottom)> ReadOpenAsync(HashSet<string> sources, CancellationToken cancellationToken)
    {
        // The index first: what it learns meanwhile is only known twice.
        var checkpoints = await store.ReadCheckpointsAsync(cancellationToken);
        var heads = await reader.ReadHeadsAsync(cancellationToken);
        var places = new List<FeedPlace>();
        FeedPlace? bottom = null;
        for (var partition = 0; partition < heads.Count; partition++)
        {
            var known = checkpoints.GetValueOrDefault(partition);
            if (known >= heads[partition]) continue;
            var events = await reader.ReadEventsAsync(partition, known, OpenEventsMax, cancellationToken);
            var (_, after) = await FeedChanges.FollowAsync(store, reader, events, cancellationToken);
            places.AddRange(after.Values.OfType<FeedRow>().Where(r => r.Sources.Any(sources.Contains)).Select(r => new FeedPlace(r.At, r.PromptId)));
            if (events.Count == 0 || events[^1].Position.Sequence >= heads[partition]) continue;
            var end = new FeedPlace(Microseconds.From(events[^1].At), "");
            if (bottom is null || IsAbove(bottom.Value, end)) bottom = end;
        }

        return (places, bottom);
    }

    private static List<FeedPlace> Merge(IReadOnlyList<FeedPlace> indexed, List<FeedPlace> open, FeedPlace? before, int limit) => open.Count == 0
        ? [.. indexed]
        : [.. indexed.Concat(open.Where(p => before is null || IsAbove(before.Value, p))).Distinct().OrderByDescending(p => p.At).ThenByDescending(p => p.PromptId, StringComparer.Ordinal).Take(limit)];

    private static bool IsAbove(FeedPlace a, FeedPlace b) => a.At > b.At || (a.At == b.At && string.CompareOrdinal(a.PromptId, b.PromptId) > 0);

    private static string Format(FeedPlace place) => string.Create(CultureInfo.InvariantCulture, $"{place.At}|{place.PromptId}");

    private static FeedPlace Parse(string position)
    {
        var bar = position.IndexOf('|', StringComparison.Ordinal);
        return new FeedPlace(long.Parse(position.AsSpan(0, bar), CultureInfo.InvariantCulture), position[(bar + 1)..]);
    }
}
