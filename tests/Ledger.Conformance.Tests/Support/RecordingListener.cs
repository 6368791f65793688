using System.Collections.Concurrent;

namespace PromptGrid.Ledger.Conformance.Tests;

/// <summary>Remembers what it was told.</summary>
public sealed class RecordingListener : ILedgerListener
{
    private readonly ConcurrentQueue<LedgerPosition> _heads = [];

    public IReadOnlyCollection<LedgerPosition> Heads => _heads;

    public bool Throws { get; set; }

    public void OnCommitted(LedgerPosition head)
    {
        _heads.Enqueue(head);
        if (Throws)
            throw new InvalidOperationException("This listener breaks its promise.");
    }
}
