using Microsoft.Extensions.Logging;

namespace PromptGrid.Ledger.Postgres;

internal sealed partial class PostgresLedgerStore
{
    [LoggerMessage(EventIds.LedgerOpened, LogLevel.Information, "The ledger is open: PostgreSQL, {Partitions} partitions, {Lanes} lanes.")]
    private partial void LogOpened(int partitions, int lanes);
}
