using PromptGrid.Search.Elasticsearch.Queries;
using PromptGrid.Search.Elasticsearch.Transport;

namespace PromptGrid.Search.Elasticsearch;

/// <content>The index as an audit sees it. Elasticsearch has no one moment for several documents: the checkpoints are read
/// first, then everything written before that is made findable, so that rows may be newer than the checkpoints say, never
/// older.</content>
public sealed partial class ElasticsearchSearchIndex : ISearchAudit
{
    /// <summary>Rows that one answer may hold: as many as Elasticsearch gives without being set up for more.</summary>
    private const int AuditRowsMax = 10_000;

    /// <inheritdoc/>
    public ValueTask<SearchAuditPage> ScanAsync(string? afterId, int limit, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, AuditRowsMax);
        return ReadAsync("audit", async () =>
        {
            // By its own name: an index that is swapped in meanwhile may be behind the checkpoints of this one.
            var index = await LiveAsync(cancellationToken);
            var checkpoints = await SendSearchAsync(index, AuditBody.Checkpoints(_options), cancellationToken);
            var refreshed = await _transport.SendAsync(new ElasticsearchRequest(HttpMethod.Post, $"/{index}/_refresh", _options.WriteTimeout), cancellationToken);
            ElasticsearchRefusal.ThrowIfRefused("refresh the index", refreshed);
            var rows = await SendSearchAsync(index, AuditBody.Rows(afterId, limit, _options), cancellationToken);
            return new SearchAuditPage(checkpoints.Read(AuditBody.ReadCheckpoints), rows.Read(AuditBody.ReadRows));
        }, cancellationToken);
    }
}
