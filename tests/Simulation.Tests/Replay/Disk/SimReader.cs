using PromptGrid.Ledger;
using PromptGrid.Ledger.Memory;

namespace PromptGrid.Simulation.Tests.Replay;

/// <summary>Reads of one process: late, and failing now and then.</summary>
internal sealed class SimReader(SimDevice device, MemoryTables tables) : MemoryReader(tables.Partitions)
{
    protected override ValueTask<T> ReadAsync<T>(Func<MemoryTables, T> read, CancellationToken cancellationToken) =>
        device.ReadAsync("read", () => read(tables), static () => new LedgerUnavailableException("The database did not answer."));
}
