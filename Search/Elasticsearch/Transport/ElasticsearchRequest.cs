namespace PromptGrid.Search.Elasticsearch.Transport;

/// <param name="Method">The HTTP method.</param>
/// <param name="Path">Path and query, already escaped, beginning with a slash.</param>
/// <param name="Timeout">For all attempts together.</param>
internal sealed record ElasticsearchRequest(HttpMethod Method, string Path, TimeSpan Timeout)
{
    /// <summary>JSON in UTF-8; empty for none.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>True when the body is one JSON value a line.</summary>
    public bool IsLines { get; init; }
}
