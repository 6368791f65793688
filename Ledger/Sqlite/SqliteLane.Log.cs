using Microsoft.Extensions.Logging;

namespace PromptGrid.Ledger.Sqlite;

internal sealed partial class SqliteLane
{
    [LoggerMessage(EventIds.BatchFailed, LogLevel.Error, "A batch of {Sets} write sets failed.")]
    private partial void LogFailed(Exception failure, int sets);

    [LoggerMessage(EventIds.BatchIsolated, LogLevel.Warning, "A batch of {Sets} write sets is committed one by one, because one of them cannot be stored.")]
    private partial void LogIsolating(Exception failure, int sets);

    [LoggerMessage(EventIds.LaneStopped, LogLevel.Debug, "The ledger's lane has stopped.")]
    private partial void LogStopped();
}
