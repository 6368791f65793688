namespace PromptGrid.Ledger.Conformance.Tests;

/// <summary>The databases a ledger can live in. Every guarantee is tested on each.</summary>
public enum Store
{
    Sqlite,
    Postgres,

    /// <summary>The simulation's: same rules, no disk.</summary>
    Memory,
}
