namespace PromptGrid.Ledger.Lanes;

/// <summary>Thrown by an <see cref="IFaultPoint"/>: a failure of the database that never happened.</summary>
internal sealed class LaneFault() : Exception("A fault was placed here.");
