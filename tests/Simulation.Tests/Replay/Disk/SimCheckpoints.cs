using PromptGrid.Ledger;
using PromptGrid.Ledger.Memory;

namespace PromptGrid.Simulation.Tests.Replay;

/// <summary>Checkpoints and dead letters of one process.</summary>
internal sealed class SimCheckpoints(SimDevice device, MemoryTables tables) : ICheckpoints
{
    public ValueTask<long> ReadAsync(string projection, int partition, CancellationToken cancellationToken = default) =>
        device.ReadAsync("checkpoint", () => tables.Checkpoints.GetValueOrDefault((projection, partition)), Failure);

    public async ValueTask WriteAsync(string projection, int partition, long sequence, bool reset = false, CancellationToken cancellationToken = default) =>
        await WriteAsync(() => tables.WriteCheckpoint(projection, partition, sequence, reset));

    public async ValueTask AddDeadLetterAsync(DeadLetter letter, CancellationToken cancellationToken = default) =>
        await WriteAsync(() => tables.AddDeadLetter(letter));

    public ValueTask<IReadOnlyList<DeadLetter>> ListDeadLettersAsync(string? projection, int limit, CancellationToken cancellationToken = default) =>
        device.ReadAsync<IReadOnlyList<DeadLetter>>(
            "letters", () => tables.ListDeadLetters(projection, limit), Failure);

    public async ValueTask ClearDeadLettersAsync(string projection, CancellationToken cancellationToken = default) =>
        await WriteAsync(() => tables.DeadLetters.RemoveAll(letter => letter.Projection == projection));

    private ValueTask<bool> WriteAsync(Action write) => device.WriteAsync(
        "checkpoint",
        () =>
        {
            write();
            return true;
        },
        Failure);

    private static LedgerUnavailableException Failure() => new("The database did not answer.");
}
