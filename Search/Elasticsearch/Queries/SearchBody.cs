using System.Text.Json;
using PromptGrid.Search.Elasticsearch.Indices;

namespace PromptGrid.Search.Elasticsearch.Queries;

/// <summary>Writes the body of a search.</summary>
internal static class SearchBody
{
    // More values of a facet are compared between shards than are shown: with fewer distinct ones the counts are exact.
    private const int FacetShardSize = 1_000;

    public static ReadOnlyMemory<byte> Page(
        SearchQuery query, ListOrder order, TypedText? text, Reading reading, long asOf, ElasticsearchCursor? cursor, ElasticsearchOptions options) => JsonBody.Of(json =>
    {
        // One more than asked for tells whether there is a next page.
        json.WriteNumber("size", query.Limit + 1);
        json.WriteString("timeout", Durations.Of(options.QueryTimeout));
        json.WriteNumber("track_total_hits", options.CountLimit);
        json.WriteBoolean("_source", false);
        json.Object("query", () =>
        {
            if (order == ListOrder.Relevance)
                RelevanceClause.Write(json, text!, reading, asOf, () => Matching(json, query, text, reading));
            else
                Matching(json, query, text, reading);
        });
        Sort(json, order);
        if (cursor is not null)
            After(json, order, cursor);
        if (query.WithFacets)
            json.Object("aggregations", () => Facets(json, options));
        if (query.WithHighlights && text is not null)
            json.Object("highlight", () => HighlightBody.Write(json, text, reading));
    });

    /// <summary>Asks whether anything matches a text, whatever the filters.</summary>
    public static ReadOnlyMemory<byte> Any(TypedText text, Reading reading, ElasticsearchOptions options) => JsonBody.Of(json =>
    {
        json.WriteNumber("size", 0);
        json.WriteString("timeout", Durations.Of(options.QueryTimeout));
        json.WriteNumber("track_total_hits", 1);
        json.Object("query", () => Matching(json, new SearchQuery(), text, reading));
    });

    public static ReadOnlyMemory<byte> Values(SearchField field, int size, ElasticsearchOptions options) => JsonBody.Of(json =>
    {
        json.WriteNumber("size", 0);
        json.WriteString("timeout", Durations.Of(options.QueryTimeout));
        json.WriteBoolean("track_total_hits", false);
        json.Object("query", () => json.Object("bool", () => json.Array("filter", () => FilterClauses.Prompts(json))));
        json.Object("aggregations", () => Facet(json, Fields.Of(field), size));
    });

    public static ReadOnlyMemory<byte> Count() => JsonBody.Of(json =>
        json.Object("query", () => json.Object("bool", () => json.Array("filter", () => FilterClauses.Prompts(json)))));

    /// <summary>One facet: most used first, then by value.</summary>
    public static void Facet(Utf8JsonWriter json, string field, int size) => json.Object(field, () => json.Object("terms", () =>
    {
        json.WriteString("field", field);
        json.WriteNumber("size", size);
        json.WriteNumber("shard_size", Math.Max(size, FacetShardSize));
        json.Array("order", () =>
        {
            json.Item(() => json.WriteString("_count", "desc"));
            json.Item(() => json.WriteString("_key", "asc"));
        });
    }));

    public static void Descending(Utf8JsonWriter json, string field) => json.Item(() => json.Object(field, () => json.WriteString("order", "desc")));

    private static void Matching(Utf8JsonWriter json, SearchQuery query, TypedText? text, Reading reading) => json.Object("bool", () =>
    {
        json.Array("filter", () => FilterClauses.Write(json, query));
        if (text is not null)
            TextClauses.Write(json, text, reading);
    });

    private static void Facets(Utf8JsonWriter json, ElasticsearchOptions options)
    {
        foreach (var field in Enum.GetValues<SearchField>())
            Facet(json, Fields.Of(field), options.FacetSize);
    }

    // Total orders, so that no two prompts share a place.
    private static void Sort(Utf8JsonWriter json, ListOrder order) => json.Array("sort", () =>
    {
        if (FirstOf(order) is { } first)
            Descending(json, first);
        Descending(json, Fields.Created);
        Descending(json, Fields.Id);
    });

    private static void After(Utf8JsonWriter json, ListOrder order, ElasticsearchCursor cursor) => json.Array("search_after", () =>
    {
        if (order == ListOrder.Liked)
            json.WriteNumberValue((long)cursor.First);
        else if (FirstOf(order) is not null)
            json.WriteNumberValue(cursor.First);
        json.WriteNumberValue(cursor.Created);
        json.WriteStringValue(cursor.Id);
    });

    private static string? FirstOf(ListOrder order) => order switch
    {
        ListOrder.Recent => null,
        ListOrder.Liked => Fields.Likes,
        ListOrder.Trending or ListOrder.RelevanceWithoutText => Fields.Trending,
        ListOrder.Relevance => "_score",
        _ => throw new ArgumentOutOfRangeException(nameof(order)),
    };
}
