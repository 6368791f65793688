
namespace PromptGrid.Projections;

/// <summary>How far one projection is on one partition, as its runner on this process knows. Written by that runner alone,
/// read by anybody.</summary>
public sealed class ProjectionProgress
{
    private readonly Lock _lock = new();
    private long _handled;
    private long _head;
    private DateTimeOffset? _behindSince;

    /// <summary>Committed events that are not handled.</summary>
    public long EventsBehind
    {
        get
        {
            lock (_lock) return Math.Max(0, _head - _handled);
        }
    }

    /// <summary>For how long the oldest of them has been waiting; at most this long, to the precision of a batch.</summary>
    public TimeSpan Behind(DateTimeOffset now)
    {
        lock (_lock) return _head > _handled && _behindSince is { } since && now > since ? now - since : TimeSpan.Zero;
    }

    /// <summary>The partition's head is known to be at least here.</summary>
    public void Seen(long head, DateTimeOffset now)
    {
        lock (_lock)
        {
            _head = Math.Max(_head, head);
            if (_head > _handled) _behindSince ??= now;
        }
    }

    /// <summary>Everything up to here is handled.</summary>
    /// <param name="at">When the last of it was committed: what is left is not older.</param>
    public void Handled(long sequence, DateTimeOffset at)
    {
        lock (_lock)
        {
            _handled = sequence;
            _head = Math.Max(_head, sequence);
            if (_head == _handled) _behindSince = null;
            else if (_behindSince is null || at > _behindSince) _behindSince = at;
        }
    }

    /// <summary>Nothing is left to handle.</summary>
    public void CaughtUp(long sequence)
    {
        lock (_lock)
        {
            _handled = _head = sequence;
            _behindSince = null;
        }
    }
}
