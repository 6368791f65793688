using Microsoft.Extensions.Logging;

namespace PromptGrid.Ledger.Sqlite;

internal sealed partial class SqliteMigrator
{
    [LoggerMessage(EventIds.MigrationApplied, LogLevel.Information, "Applied migration {Name}.")]
    private partial void LogApplied(string name);
}
