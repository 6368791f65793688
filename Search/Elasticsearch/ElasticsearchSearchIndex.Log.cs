using Microsoft.Extensions.Logging;

namespace PromptGrid.Search.Elasticsearch;

public sealed partial class ElasticsearchSearchIndex
{
    [LoggerMessage(EventIds.ElasticsearchIndexCreated, LogLevel.Information, "Made the search index {Index}; it is filled from the ledger.")]
    private static partial void LogIndexCreated(ILogger logger, string index);

    [LoggerMessage(EventIds.ElasticsearchAway, LogLevel.Warning, "Elasticsearch is away; everything else starts without it.")]
    private static partial void LogAway(ILogger logger, Exception failure);

    [LoggerMessage(EventIds.ElasticsearchRefused, LogLevel.Error, "Elasticsearch refused to {Operation}: {Status} {Type}.")]
    private static partial void LogRefused(ILogger logger, string operation, int status, string type);

    [LoggerMessage(EventIds.ElasticsearchShadowDiscarded, LogLevel.Warning, "The unfinished index {Index} could not be deleted; the next rebuild will.")]
    private static partial void LogShadowStays(ILogger logger, string index, Exception failure);
}
