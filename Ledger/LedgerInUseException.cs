namespace PromptGrid.Ledger;

/// <summary>The ledger cannot be had alone because another process has it open, or not at all because another has it
/// alone.</summary>
public sealed class LedgerInUseException(string message) : Exception(message);
