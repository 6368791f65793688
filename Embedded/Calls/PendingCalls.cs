using PromptGrid.Embedded.Hosting;

namespace PromptGrid.Embedded.Calls;

/// <summary>
/// Lets callers go when their time is up. One timer looks at all waiting calls now and then, which costs a call far less than a
/// timer of its own; a timeout is therefore late by up to <see cref="EmbeddedGrainsOptions.CallTimeoutResolution"/>, never early.
/// </summary>
internal sealed class PendingCalls : IDisposable
{
    private readonly PendingCallStripe[] _stripes;
    private readonly TimeProvider _time;
    private readonly TimeSpan _default;
    private readonly TimeSpan _resolution;
    private readonly ITimer _timer;
    private readonly List<GrainCall> _expired = [];
    private int _armed;

    internal PendingCalls(EmbeddedGrainsOptions options, TimeProvider time)
    {
        _time = time;
        _default = options.CallTimeout;
        _resolution = options.CallTimeoutResolution;
        _stripes = new PendingCallStripe[Environment.ProcessorCount * 2];
        for (var i = 0; i < _stripes.Length; i++)
            _stripes[i] = new();
        using (ExecutionContext.SuppressFlow())
            _timer = time.CreateTimer(static calls => ((PendingCalls)calls!).Sweep(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Dispose() => _timer.Dispose();

    internal void Add(GrainCall call)
    {
        var timeout = call.Method.Timeout ?? _default;
        if (timeout == Timeout.InfiniteTimeSpan)
            return;
        call.Deadline = _time.GetTimestamp() + (long)(timeout.TotalSeconds * _time.TimestampFrequency);
        _stripes[Environment.CurrentManagedThreadId % _stripes.Length].Add(call);
        if (Volatile.Read(ref _armed) == 0)
            Arm();
    }

    private void Arm()
    {
        if (Interlocked.Exchange(ref _armed, 1) == 0)
            _timer.Change(_resolution, Timeout.InfiniteTimeSpan);
    }

    private void Sweep()
    {
        var now = _time.GetTimestamp();
        foreach (var stripe in _stripes)
            stripe.CollectExpired(now, _expired);
        foreach (var call in _expired)
        {
            // Out of the mailbox first: a caller that hears of its timeout finds the place free.
            call.Mailbox?.TryRemove(call);
            var timeout = call.Method.Timeout ?? _default;
            call.TryFail(new TimeoutException(
                $"{call.Method.Name} did not answer within {timeout}. Its outcome is unknown: it may still run, or run later."));
        }
        _expired.Clear();

        // Disarm first and look again afterwards, so that a call added in between finds the timer either armed or armed by us.
        Volatile.Write(ref _armed, 0);
        Interlocked.MemoryBarrier();
        if (Array.Exists(_stripes, static stripe => !stripe.IsEmpty))
            Arm();
    }
}
