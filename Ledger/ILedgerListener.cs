namespace PromptGrid.Ledger;

/// <summary>Told after each commit that a partition has new events. A hint: it may be lost, repeated or late, and knows
/// nothing of what other processes commit.</summary>
public interface ILedgerListener
{
    /// <summary>Must return at once and never throw; called on a lane's thread.</summary>
    /// <param name="events">What the commit appended to one partition, in order and without gaps, exactly as it will be read
    /// from the ledger; never empty.</param>
    void OnCommitted(IReadOnlyList<LedgerEvent> events);
}
