using Microsoft.Extensions.Logging;

namespace PromptGrid.Ledger.Lanes;

/// <summary>Tells the listeners about a committed batch.</summary>
internal sealed partial class LaneNotifier(IReadOnlyList<ILedgerListener> listeners, ILogger logger)
{
    /// <summary>A listener that throws breaks its promise, but not the lane.</summary>
    public void Notify(Batch batch)
    {
        foreach (ref readonly var head in batch.Heads)
        {
            if (head.Count == 0)
                continue;
            foreach (var listener in listeners)
            {
                try
                {
                    listener.OnCommitted(new LedgerPosition(head.Partition, head.Sequence));
                }
                catch (Exception failure)
                {
                    LogListenerFailed(failure, listener.GetType().Name);
                }
            }
        }
    }
}
