using PromptGrid.Search.Elasticsearch.Transport;

namespace PromptGrid.Search.Elasticsearch.Queries;

/// <summary>Answers one query.</summary>
/// <param name="send">Sends the body of a search.</param>
internal sealed class QueryRunner(Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask<ElasticsearchAnswer>> send, ElasticsearchOptions options, TimeProvider time)
{
    public async ValueTask<SearchPage> SearchAsync(SearchQuery query, CancellationToken cancellationToken)
    {
        var hasText = !string.IsNullOrWhiteSpace(query.Text);
        var order = query.Sort switch
        {
            SearchSort.Recent => ListOrder.Recent,
            SearchSort.Liked => ListOrder.Liked,
            SearchSort.Trending => ListOrder.Trending,
            SearchSort.Relevance => hasText ? ListOrder.Relevance : ListOrder.RelevanceWithoutText,
            _ => throw new ArgumentOutOfRangeException(nameof(query), "The sort is not known."),
        };
        var cursor = query.Cursor is null ? null : ElasticsearchCursor.Parse(query.Cursor, order);
        var asOf = cursor?.AsOf ?? time.GetUtcNow().ToUnixTimeMilliseconds();
        if (!hasText)
            return await PageAsync(query, order, null, Reading.AsTyped, asOf, cursor, cancellationToken);
        var text = TypedText.Parse(query.Text!);
        if (text.IsEmpty)
            return Nothing(query);
        // Further pages understand the text as the first one did.
        if (cursor is not null)
            return await PageAsync(query, order, text, cursor.Reading, asOf, cursor, cancellationToken);
        return await ReadForgivinglyAsync(query, order, text, asOf, cancellationToken);
    }

    /// <summary>As typed; if no prompt at all matches, with typing mistakes forgiven; if still none, by any of the words.</summary>
    private async ValueTask<SearchPage> ReadForgivinglyAsync(SearchQuery query, ListOrder order, TypedText text, long asOf, CancellationToken cancellationToken)
    {
        for (var reading = Reading.AsTyped; ; reading++)
        {
            var page = await PageAsync(query, order, text, reading, asOf, null, cancellationToken);
            if (page.Total > 0 || reading == Reading.AnyWord || (reading == Reading.Forgiving && text.Terms.Count == 1))
                return page;
            // A filter that leaves nothing is no typing mistake.
            if (FilterClauses.AreThere(query) && await AnyAsync(text, reading, cancellationToken))
                return page;
        }
    }

    private async ValueTask<SearchPage> PageAsync(
        SearchQuery query, ListOrder order, TypedText? text, Reading reading, long asOf, ElasticsearchCursor? cursor, CancellationToken cancellationToken) =>
        (await send(SearchBody.Page(query, order, text, reading, asOf, cursor, options), cancellationToken)).Read(json =>
        {
            SearchAnswer.ThrowIfPartial(json);
            return SearchAnswer.Page(json, query, order, reading, asOf);
        });

    private async ValueTask<bool> AnyAsync(TypedText text, Reading reading, CancellationToken cancellationToken) =>
        (await send(SearchBody.Any(text, reading, options), cancellationToken)).Read(json =>
        {
            SearchAnswer.ThrowIfPartial(json);
            return SearchAnswer.Total(json) > 0;
        });

    private static SearchPage Nothing(SearchQuery query) => new(
        [], query.WithFacets ? Enum.GetValues<SearchField>().ToDictionary(f => f, _ => (IReadOnlyList<FacetValue>)[]) : new Dictionary<SearchField, IReadOnlyList<FacetValue>>(),
        0, TotalIsCapped: false, Corrected: false, NextCursor: null);
}
