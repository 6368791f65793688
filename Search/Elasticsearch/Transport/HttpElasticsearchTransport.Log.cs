using Microsoft.Extensions.Logging;

namespace PromptGrid.Search.Elasticsearch.Transport;

internal sealed partial class HttpElasticsearchTransport
{
    [LoggerMessage(EventIds.ElasticsearchNodeFailed, LogLevel.Warning, "Elasticsearch node {Node} does not answer: {Reason}.")]
    private static partial void LogNodeFailed(ILogger logger, string node, string reason);

    [LoggerMessage(EventIds.ElasticsearchNodeBack, LogLevel.Information, "Elasticsearch node {Node} answers again.")]
    private static partial void LogNodeBack(ILogger logger, string node);

    [LoggerMessage(EventIds.ElasticsearchRetries, LogLevel.Debug, "A {Method} to Elasticsearch is tried again after attempt {Attempt}, in {PauseMs} ms.")]
    private static partial void LogRetries(ILogger logger, string method, int attempt, long pauseMs);
}
