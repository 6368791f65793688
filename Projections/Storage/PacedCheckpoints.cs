using System.Collections.Concurrent;
using PromptGrid.Ledger;

namespace PromptGrid.Projections.Storage;

/// <summary>How far a projection is per partition. Events that change no row are not worth a transaction each: their
/// checkpoint is written with the next rows, after a while, or when idle.</summary>
internal sealed class PacedCheckpoints(TimeProvider time)
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(2);

    /// <summary>How long every step is stored after a beginning: whoever goes step by step towards an event that cannot be
    /// handled must not begin far before it each time.</summary>
    private static readonly TimeSpan CarefulFor = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<int, State> _states = new();

    /// <summary>A runner that begins, or begins again after trouble, trusts the store alone.</summary>
    public void Begin(int partition, long stored) => _states[partition] = new State(stored, stored, time.GetUtcNow(), time.GetUtcNow() + CarefulFor);

    /// <summary>The step that stores everything up to the last of the events; null when it can wait.</summary>
    public CheckpointMove? Handle(int partition, IReadOnlyList<LedgerEvent> events, bool hasRows)
    {
        var state = _states[partition] = _states[partition] with { Handled = events[^1].Position.Sequence };
        var now = time.GetUtcNow();
        return hasRows || now < state.CarefulUntil || now - state.WrittenAt >= Pace ? Move(partition, state) : null;
    }

    /// <summary>The step that stores what was put off; null when nothing was.</summary>
    public CheckpointMove? Idle(int partition) => _states.TryGetValue(partition, out var state) && state.Handled != state.Written ? Move(partition, state) : null;

    /// <summary>The step past one event that could not be handled.</summary>
    public CheckpointMove Skip(LedgerPosition position)
    {
        var state = _states[position.Partition] = _states[position.Partition] with { Handled = position.Sequence };
        return Move(position.Partition, state);
    }

    /// <summary>A step is stored.</summary>
    public void Written(CheckpointMove move) => _states[move.Partition] = _states[move.Partition] with { Written = move.To, WrittenAt = time.GetUtcNow() };

    private static CheckpointMove Move(int partition, State state) => new(partition, state.Written, state.Handled);

    private sealed record State(long Written, long Handled, DateTimeOffset WrittenAt, DateTimeOffset CarefulUntil);
}
