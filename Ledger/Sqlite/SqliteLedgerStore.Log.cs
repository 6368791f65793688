using Microsoft.Extensions.Logging;

namespace PromptGrid.Ledger.Sqlite;

internal sealed partial class SqliteLedgerStore
{
    [LoggerMessage(EventIds.LedgerOpened, LogLevel.Information, "The ledger is open: SQLite, {Partitions} partitions.")]
    private partial void LogOpened(int partitions);
}
