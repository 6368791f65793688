using Microsoft.Extensions.Logging;

namespace PromptGrid.Search.Sqlite;

public sealed partial class SqliteSearchIndex
{
    [LoggerMessage(EventIds.QueryTimedOut, LogLevel.Warning, "Search gave up a {Operation} that took too long.")]
    private static partial void LogQueryTimedOut(ILogger logger, string operation);

    [LoggerMessage(EventIds.IndexFailed, LogLevel.Error, "The search index failed in {Operation} with SQLite code {Code}.")]
    private static partial void LogIndexFailed(ILogger logger, string operation, int code, Exception failure);
}
