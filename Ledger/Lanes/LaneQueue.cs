namespace PromptGrid.Ledger.Lanes;

/// <summary>What became of an item that was handed to a lane.</summary>
internal enum Admission
{
    Accepted,
    Full,
    Closed,
}

/// <summary>
/// The bounded queue in front of a lane: many callers, one consumer, first in first out. The consumer takes everything
/// there is by swapping two lists, so that callers wait for each other for a few instructions only.
/// </summary>
internal sealed class LaneQueue(int capacity) : ILaneQueue, IDisposable
{
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _arrived = new(0);
    private List<LaneItem> _incoming = [];
    private List<LaneItem> _taken = [];
    private int _length;
    private bool _closed;
    private bool _consumerWaits;

    public int Length => Volatile.Read(ref _length);

    public Admission TryEnqueue(LaneItem item)
    {
        lock (_lock)
        {
            if (_closed)
                return Admission.Closed;
            if (Length >= capacity)
                return Admission.Full;
            Interlocked.Increment(ref _length);
            _incoming.Add(item);
            if (!_consumerWaits)
                return Admission.Accepted;
            _consumerWaits = false;
        }

        _arrived.Release();
        return Admission.Accepted;
    }

    /// <summary>Moves everything that waits into <paramref name="target"/>; false when there was nothing.</summary>
    public bool TryTake(Queue<LaneItem> target)
    {
        lock (_lock)
        {
            if (_incoming.Count == 0)
                return false;
            (_incoming, _taken) = (_taken, _incoming);
        }

        foreach (var item in _taken)
            target.Enqueue(item);
        _taken.Clear();
        return true;
    }

    /// <summary>Blocks until something waits; false when the queue is closed and empty.</summary>
    public bool Wait()
    {
        while (true)
        {
            if (IsReady() is { } ready)
                return ready;
            _arrived.Wait();
        }
    }

    /// <summary>Items left the queue for a transaction, or were refused.</summary>
    public void Left(int count) => Interlocked.Add(ref _length, -count);

    /// <summary>Refuses new items; those that wait stay.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _closed = true;
            _consumerWaits = false;
        }

        _arrived.Release();
    }

    // True: something waits. False: nothing waits and nothing will. Null: the next item, or closing, signals.
    private bool? IsReady()
    {
        lock (_lock)
        {
            if (_incoming.Count > 0)
                return true;
            if (_closed)
                return false;
            _consumerWaits = true;
            return null;
        }
    }

    public void Dispose() => _arrived.Dispose();
}
