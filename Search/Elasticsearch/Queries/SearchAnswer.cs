using System.Text.Json;
using PromptGrid.Search.Elasticsearch.Indices;

namespace PromptGrid.Search.Elasticsearch.Queries;

/// <summary>Reads the answer to a search.</summary>
internal static class SearchAnswer
{
    private static readonly IReadOnlyDictionary<string, IReadOnlyList<string>> NoHighlights = new Dictionary<string, IReadOnlyList<string>>();
    private static readonly IReadOnlyDictionary<SearchField, IReadOnlyList<FacetValue>> NoFacets = new Dictionary<SearchField, IReadOnlyList<FacetValue>>();

    /// <exception cref="SearchUnavailableException">Some of the index did not answer: half an answer is none.</exception>
    public static void ThrowIfPartial(JsonElement json)
    {
        if (json.GetProperty("timed_out").GetBoolean())
            throw new SearchUnavailableException("The query took too long.");
        if (json.GetProperty("_shards").GetProperty("failed").GetInt32() > 0)
            throw new SearchUnavailableException("A part of the search index did not answer.");
    }

    public static long Total(JsonElement json) => json.GetProperty("hits").GetProperty("total").GetProperty("value").GetInt64();

    public static SearchPage Page(JsonElement json, SearchQuery query, ListOrder order, Reading reading, long asOf)
    {
        var total = json.GetProperty("hits").GetProperty("total");
        var hits = json.GetProperty("hits").GetProperty("hits").EnumerateArray().ToList();
        var shown = hits.Take(query.Limit).ToList();
        var next = hits.Count > query.Limit ? Cursor(shown[^1], order, reading, asOf).ToString() : null;
        var count = total.GetProperty("value").GetInt64();
        return new SearchPage(
            [.. shown.Select(hit => new SearchHit(hit.GetProperty("_id").GetString()!, Score(hit, order), Highlights(hit)))],
            query.WithFacets ? Enum.GetValues<SearchField>().ToDictionary(f => f, f => Facet(json, Fields.Of(f))) : NoFacets,
            count,
            total.GetProperty("relation").GetString() != "eq",
            reading != Reading.AsTyped && count > 0,
            next);
    }

    public static IReadOnlyList<FacetValue> Facet(JsonElement json, string name) =>
        [.. json.GetProperty("aggregations").GetProperty(name).GetProperty("buckets").EnumerateArray()
            .Select(b => new FacetValue(b.GetProperty("key").GetString()!, b.GetProperty("doc_count").GetInt64()))];

    private static ElasticsearchCursor Cursor(JsonElement hit, ListOrder order, Reading reading, long asOf)
    {
        var sort = hit.GetProperty("sort");
        var isRecent = order == ListOrder.Recent;
        return new ElasticsearchCursor(order, reading, isRecent ? 0 : sort[0].GetDouble(), sort[isRecent ? 0 : 1].GetInt64(), sort[isRecent ? 1 : 2].GetString()!, asOf);
    }

    // Of a list, what it is sorted by; a prompt without a trending score yet has none.
    private static double Score(JsonElement hit, ListOrder order)
    {
        var sort = hit.GetProperty("sort");
        return order switch
        {
            ListOrder.Recent => DateTimeOffset.FromUnixTimeMilliseconds(sort[0].GetInt64()).UtcTicks,
            _ => sort[0].GetDouble() is var first && first > Fields.NoTrending ? first : 0,
        };
    }

    private static IReadOnlyDictionary<string, IReadOnlyList<string>> Highlights(JsonElement hit)
    {
        if (!hit.TryGetProperty("highlight", out var marked))
            return NoHighlights;
        var highlights = new Dictionary<string, IReadOnlyList<string>>();
        foreach (var field in marked.EnumerateObject())
        {
            var fragments = Fragments.Of(field.Value.EnumerateArray().Select(f => f.GetString()!));
            if (fragments.Count > 0)
                highlights[field.Name == Fields.TagText ? Fields.Tags : field.Name] = fragments;
        }

        return highlights;
    }
}
