using System.Collections.Concurrent;

namespace PromptGrid.Ledger.Conformance.Tests;

/// <summary>Remembers what it was told.</summary>
public sealed class RecordingListener : ILedgerListener
{
    private readonly ConcurrentQueue<LedgerPosition> _heads = [];
    private readonly ConcurrentQueue<LedgerEvent> _events = [];

    public IReadOnlyCollection<LedgerPosition> Heads => _heads;

    public IReadOnlyCollection<LedgerEvent> Events => _events;

    public bool Throws { get; set; }

    public void OnCommitted(IReadOnlyList<LedgerEvent> events)
    {
        _heads.Enqueue(events[^1].Position);
        foreach (var e in events)
            _events.Enqueue(e);
        if (Throws)
            throw new InvalidOperationException("This listener breaks its promise.");
    }
}
