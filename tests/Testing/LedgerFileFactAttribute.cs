using Xunit;

namespace PromptGrid.Testing;

/// <summary>A fact about a ledger in a file of the server's folder. Skipped in the edition that keeps it in PostgreSQL.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LedgerFileFactAttribute : FactAttribute
{
    public LedgerFileFactAttribute() => Skip = EditionSettings.LedgerIsAFile ? null : "This edition keeps the ledger in PostgreSQL, not in a file.";
}
