using Microsoft.Extensions.Logging;

namespace PromptGrid.Ledger.Lanes;

/// <summary>Tells the listeners about a committed batch.</summary>
internal sealed partial class LaneNotifier(IReadOnlyList<ILedgerListener> listeners, ILogger logger)
{
    /// <summary>A listener that throws breaks its promise, but not the lane.</summary>
    public void Notify(Batch batch, long at)
    {
        if (listeners.Count == 0)
            return;
        foreach (var events in batch.Appended(at))
        {
            foreach (var listener in listeners)
            {
                try
                {
                    listener.OnCommitted(events);
                }
                catch (Exception failure)
                {
                    LogListenerFailed(failure, listener.GetType().Name);
                }
            }
        }
    }
}
