namespace PromptGrid.Ledger;

/// <summary>The database's schema is not one that this program can work with. Nothing was changed.</summary>
public sealed class LedgerSchemaException(string message) : Exception(message);
