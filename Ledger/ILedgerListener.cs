namespace PromptGrid.Ledger;

/// <summary>Told after each commit that a partition has new events. A hint: it may be lost, repeated or late.</summary>
public interface ILedgerListener
{
    /// <summary>Must return at once and never throw; called on a lane's thread.</summary>
    void OnCommitted(LedgerPosition head);
}
