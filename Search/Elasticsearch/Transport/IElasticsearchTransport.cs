namespace PromptGrid.Search.Elasticsearch.Transport;

/// <summary>The one way to Elasticsearch: sends bytes, brings bytes back.</summary>
/// <remarks>Every request of this index may be sent twice without harm, so that a transport repeats what got no answer.</remarks>
internal interface IElasticsearchTransport
{
    /// <summary>Sends a request, to another node or again where it gets none or is told to come later.</summary>
    /// <returns>Whatever Elasticsearch said, refusals included.</returns>
    /// <exception cref="SearchUnavailableException">No node answered in time, or all of them were too busy.</exception>
    ValueTask<ElasticsearchAnswer> SendAsync(ElasticsearchRequest request, CancellationToken cancellationToken);
}
