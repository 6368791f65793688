using Microsoft.Extensions.Logging;

namespace PromptGrid.Ledger;

internal sealed partial class LedgerHostedService
{
    [LoggerMessage(EventIds.Draining, LogLevel.Debug, "The ledger takes no more writes.")]
    private partial void LogDraining();

    [LoggerMessage(EventIds.Drained, LogLevel.Information, "The ledger has answered everything it had accepted.")]
    private partial void LogDrained();
}
