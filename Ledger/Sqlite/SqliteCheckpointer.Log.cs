using Microsoft.Extensions.Logging;

namespace PromptGrid.Ledger.Sqlite;

internal sealed partial class SqliteCheckpointer
{
    [LoggerMessage(EventIds.CheckpointFailed, LogLevel.Warning, "The write-ahead log could not be copied into the database; it grows until that works again.")]
    private partial void LogFailed(Exception failure);
}
