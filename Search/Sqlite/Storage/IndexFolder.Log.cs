using Microsoft.Extensions.Logging;

namespace PromptGrid.Search.Sqlite.Storage;

internal sealed partial class IndexFolder
{
    [LoggerMessage(EventIds.IndexOpened, LogLevel.Information, "Opened search index file {Number} with {Prompts} prompts.")]
    private static partial void LogIndexOpened(ILogger logger, int number, int prompts);

    [LoggerMessage(EventIds.IndexDiscarded, LogLevel.Warning, "Search index file {Number} is damaged, unfinished or of another version. It is thrown away and filled again from the ledger.")]
    private static partial void LogIndexDiscarded(ILogger logger, int number);

    [LoggerMessage(EventIds.RebuildStarted, LogLevel.Information, "Rebuilding the search index in file {Number}.")]
    private static partial void LogRebuildStarted(ILogger logger, int number);

    [LoggerMessage(EventIds.RebuildCommitted, LogLevel.Information, "Search index file {Number} with {Prompts} prompts is live.")]
    private static partial void LogRebuildCommitted(ILogger logger, int number, int prompts);

    [LoggerMessage(EventIds.RebuildDiscarded, LogLevel.Information, "The unfinished search index in file {Number} is thrown away.")]
    private static partial void LogRebuildDiscarded(ILogger logger, int number);

    [LoggerMessage(EventIds.FileNotDeleted, LogLevel.Warning, "An old search index file could not be deleted.")]
    private static partial void LogFileNotDeleted(ILogger logger, Exception failure);
}
