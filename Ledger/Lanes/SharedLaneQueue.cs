namespace PromptGrid.Ledger.Lanes;

/// <summary>
/// The bounded queue in front of a lane with two writers, first in first out. Its partitions fall into two shares, and a share
/// is with one writer at a time: so an entity's sets stay in order whoever commits them.
/// </summary>
/// <remarks>
/// A transaction costs much whatever it holds, so one writer takes both shares as long as it keeps up. Only when so much
/// waits that another transaction pays does the second writer begin one beside it: it works while the first waits for the
/// disk, and the first while the second does. With less to do they fall back to one by themselves.
/// </remarks>
/// <param name="capacity">Items that may wait.</param>
/// <param name="lanes">How many lanes divide the partitions among them, by the remainder.</param>
internal sealed class SharedLaneQueue(int capacity, int lanes) : ILaneQueue, IDisposable
{
    /// <summary>How many writers there are; they are numbered from 0.</summary>
    public const int Writers = 2;

    /// <summary>Items for which a transaction is begun beside one that is under way.</summary>
    public const int ShareMin = 24;

    private const int Nobody = -1;

    private readonly Lock _lock = new();
    private readonly Share[] _shares = [new(), new()];
    private readonly List<LaneItem> _incoming = [];
    private readonly SemaphoreSlim[] _calls = [new(0), new(0)];
    private readonly bool[] _waits = new bool[Writers];
    private int _length;
    private bool _closed;

    public int Length => Volatile.Read(ref _length);

    public Admission TryEnqueue(LaneItem item)
    {
        int called;
        lock (_lock)
        {
            if (_closed)
                return Admission.Closed;
            if (Length >= capacity)
                return Admission.Full;
            Interlocked.Increment(ref _length);
            _incoming.Add(item);
            ShareOf(item).Count++;
            called = WhoCanBegin();
        }

        Call(called);
        return Admission.Accepted;
    }

    /// <summary>
    /// Gives a writer its next items, at the end of <paramref name="items"/>. While some of those it had are left there it
    /// keeps its shares, and this returns at once; otherwise it blocks until there is something for it.
    /// </summary>
    /// <returns>False when the queue is closed and nothing is left for this writer.</returns>
    public bool Take(int writer, Queue<LaneItem> items)
    {
        while (true)
        {
            var called = Nobody;
            lock (_lock)
            {
                if (items.Count == 0)
                    Release(writer);
                if (items.Count > 0 || CanBegin(writer))
                {
                    if (items.Count == 0)
                        Hold(writer);
                    TakeHeld(writer, items);
                    called = WhoCanBegin();
                }
                else if (_closed)
                {
                    return false;
                }
                else
                {
                    _waits[writer] = true;
                }
            }

            Call(called);
            if (items.Count > 0)
                return true;
            _calls[writer].Wait();
        }
    }

    /// <summary>Takes what no other writer has, at the end of <paramref name="items"/>; for a writer that refuses it all.</summary>
    public void TakeAll(int writer, Queue<LaneItem> items)
    {
        lock (_lock)
        {
            foreach (var share in _shares)
            {
                if (share.Holder == Nobody)
                    share.Holder = writer;
            }

            TakeHeld(writer, items);
        }
    }

    /// <summary>Leaves a writer's shares to the other; for a writer that cannot go on and has nothing left.</summary>
    public void GiveBack(int writer)
    {
        int called;
        lock (_lock)
        {
            Release(writer);
            called = WhoCanBegin();
        }

        Call(called);
    }

    /// <summary>Items left the queue for a transaction, or were refused.</summary>
    public void Left(int count) => Interlocked.Add(ref _length, -count);

    /// <summary>Refuses new items; those that wait stay.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _closed = true;
            Array.Clear(_waits);
        }

        foreach (var call in _calls)
            call.Release();
    }

    public void Dispose()
    {
        foreach (var call in _calls)
            call.Dispose();
    }

    private bool CanBegin(int writer)
    {
        var waiting = 0;
        var isAlone = true;
        foreach (var share in _shares)
        {
            if (share.Holder == Nobody)
                waiting += share.Count;
            else if (share.Holder != writer)
                isAlone = false;
        }

        return waiting >= (isAlone ? 1 : ShareMin);
    }

    // All that is free, unless each share is worth a transaction: then the other is left to the other writer.
    private void Hold(int writer)
    {
        var isDivided = Array.TrueForAll(_shares, share => share.Holder == Nobody && share.Count >= ShareMin);
        for (var i = 0; i < _shares.Length; i++)
        {
            if (_shares[i].Holder == Nobody && (i == writer || !isDivided))
                _shares[i].Holder = writer;
        }
    }

    private void Release(int writer)
    {
        foreach (var share in _shares)
        {
            if (share.Holder == writer)
                share.Holder = Nobody;
        }
    }

    private void TakeHeld(int writer, Queue<LaneItem> items)
    {
        var left = 0;
        for (var i = 0; i < _incoming.Count; i++)
        {
            var item = _incoming[i];
            var share = ShareOf(item);
            if (share.Holder != writer)
            {
                _incoming[left++] = item;
                continue;
            }

            share.Count--;
            items.Enqueue(item);
        }

        _incoming.RemoveRange(left, _incoming.Count - left);
    }

    private Share ShareOf(LaneItem item) => _shares[item is PendingCommit commit ? commit.Partition / lanes % _shares.Length : 0];

    // A writer that waits and need not; it counts as called from here on.
    private int WhoCanBegin()
    {
        for (var writer = 0; writer < Writers; writer++)
        {
            if (!_waits[writer] || !CanBegin(writer))
                continue;
            _waits[writer] = false;
            return writer;
        }

        return Nobody;
    }

    private void Call(int writer)
    {
        if (writer != Nobody)
            _calls[writer].Release();
    }

    private sealed class Share
    {
        /// <summary>Items that wait and that no writer has taken.</summary>
        public int Count;

        public int Holder = Nobody;
    }
}
