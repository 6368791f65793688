using PromptGrid.Search.Elasticsearch.Indices;
using PromptGrid.Search.Elasticsearch.Transport;

namespace PromptGrid.Search.Elasticsearch.Queries;

/// <summary>Lists the values of a field page by page.</summary>
/// <remarks>An aggregation cannot go on behind a count, so that the most used values are asked for, more of them the further
/// a walk goes; it is a short one for anyone who does not count tags for a living.</remarks>
internal sealed class ValueLister(Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask<ElasticsearchAnswer>> send, ElasticsearchOptions options)
{
    private const int SizeMin = 500;

    // Elasticsearch makes no more than 65,535 buckets.
    private const int SizeMax = 50_000;

    public async ValueTask<IReadOnlyList<FacetValue>> ListAsync(ValueQuery query, CancellationToken cancellationToken)
    {
        // The most used values come first there: any other order, and a prefix, need them all.
        var first = query is { Order: ValueOrder.Popular, Prefix: null } ? Math.Clamp(query.Limit, SizeMin, SizeMax) : SizeMax;
        for (var size = first; ; size = Math.Min(size * 10, SizeMax))
        {
            var values = (await send(SearchBody.Values(query.Field, size, options), cancellationToken)).Read(json =>
            {
                SearchAnswer.ThrowIfPartial(json);
                return SearchAnswer.Facet(json, Fields.Of(query.Field));
            });
            var order = FacetOrder.Of(query.Order);
            var page = values.Where(v => query.Prefix is null || v.Value.StartsWith(query.Prefix, StringComparison.OrdinalIgnoreCase))
                .Where(v => query.After is not { } place || order.Compare(v, place) > 0).Order(order).Take(query.Limit).ToList();
            if (page.Count == query.Limit || values.Count < size || size == SizeMax)
                return page;
        }
    }
}
