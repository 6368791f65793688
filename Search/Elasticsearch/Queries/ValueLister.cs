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

    public async ValueTask<IReadOnlyList<FacetValue>> ListAsync(SearchField field, int limit, FacetValue? after, CancellationToken cancellationToken)
    {
        for (var size = Math.Clamp(limit, SizeMin, SizeMax); ; size = Math.Min(size * 10, SizeMax))
        {
            var values = (await send(SearchBody.Values(field, size, options), cancellationToken)).Read(json =>
            {
                SearchAnswer.ThrowIfPartial(json);
                return SearchAnswer.Facet(json, Fields.Of(field));
            });
            var page = values.Where(v => after is not { } place || IsBehind(v, place)).Take(limit).ToList();
            if (page.Count == limit || values.Count < size || size == SizeMax)
                return page;
        }
    }

    private static bool IsBehind(FacetValue value, FacetValue place) =>
        value.Count != place.Count ? value.Count < place.Count : string.CompareOrdinal(value.Value, place.Value) > 0;
}
