namespace PromptGrid.Embedded.Calls;

/// <summary>A share of the calls whose callers wait. Adding and removing cost a few pointer writes under a lock of its own.</summary>
internal sealed class PendingCallStripe
{
    private readonly Lock _gate = new();
    private GrainCall? _first;

    internal bool IsEmpty => Volatile.Read(ref _first) is null;

    internal void Add(GrainCall call)
    {
        lock (_gate)
        {
            call.PendingStripe = this;
            call.NextPending = _first;
            if (_first is not null)
                _first.PreviousPending = call;
            Volatile.Write(ref _first, call);
        }
    }

    internal void Remove(GrainCall call)
    {
        lock (_gate)
        {
            if (call.PendingStripe is null)
                return;
            if (call.PreviousPending is null)
                Volatile.Write(ref _first, call.NextPending);
            else
                call.PreviousPending.NextPending = call.NextPending;
            if (call.NextPending is not null)
                call.NextPending.PreviousPending = call.PreviousPending;
            call.NextPending = null;
            call.PreviousPending = null;
            call.PendingStripe = null;
        }
    }

    /// <summary>Adds the calls whose deadline has passed to <paramref name="expired"/>.</summary>
    internal void CollectExpired(long now, List<GrainCall> expired)
    {
        lock (_gate)
        {
            for (var call = _first; call is not null; call = call.NextPending)
            {
                if (call.Deadline <= now)
                    expired.Add(call);
            }
        }
    }
}
