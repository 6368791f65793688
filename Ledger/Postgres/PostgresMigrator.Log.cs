using Microsoft.Extensions.Logging;

namespace PromptGrid.Ledger.Postgres;

internal sealed partial class PostgresMigrator
{
    [LoggerMessage(EventIds.MigrationApplied, LogLevel.Information, "Applied migration {Name}.")]
    private partial void LogApplied(string name);
}
