using Microsoft.Extensions.Logging;

namespace PromptGrid.Ledger.Lanes;

internal sealed partial class LaneNotifier
{
    [LoggerMessage(EventIds.ListenerFailed, LogLevel.Error, "The ledger listener {Listener} threw.")]
    private partial void LogListenerFailed(Exception failure, string listener);
}
