namespace PromptGrid.Ledger.Lanes;

/// <summary>The callers' side of a lane: admission.</summary>
internal sealed class LaneFront(ILaneQueue queue, LedgerMetrics metrics)
{
    private static readonly CommitOutcome Overload = new CommitOutcome.Overloaded();

    private volatile Exception? _down;

    /// <summary>While the database is down, why; callers are refused at once instead of waiting for it.</summary>
    public Exception? Down
    {
        get => _down;
        set => _down = value;
    }

    public ValueTask<CommitOutcome> CommitAsync(WriteSet set, int partition)
    {
        if (_down is { } reason)
        {
            metrics.Failed(1);
            return ValueTask.FromException<CommitOutcome>(Refused(reason));
        }

        var pending = PendingCommit.Rent(set, partition);
        // Read before the item is handed over: from then on it may complete and go back to the pool at any moment.
        var task = pending.Task;
        switch (queue.TryEnqueue(pending))
        {
            case Admission.Accepted:
                return task;
            case Admission.Full:
                pending.Return();
                metrics.Overloaded();
                return ValueTask.FromResult(Overload);
            case Admission.Closed:
            default:
                pending.Return();
                return ValueTask.FromException<CommitOutcome>(Stopping());
        }
    }

    /// <summary>Hands in work of which there is little; when even that does not fit, the caller has to come again.</summary>
    public void Enqueue(LaneItem item)
    {
        switch (queue.TryEnqueue(item))
        {
            case Admission.Accepted:
                break;
            case Admission.Full:
                metrics.Overloaded();
                throw new LedgerUnavailableException("The ledger's queue is full.");
            case Admission.Closed:
            default:
                throw Stopping();
        }
    }

    public static LedgerUnavailableException Unavailable(Exception reason) =>
        new("The ledger's database failed; whether the write was committed is not known.", reason);

    public static LedgerUnavailableException Refused(Exception reason) =>
        new("The ledger's database is down; the write was not tried.", reason);

    private static LedgerUnavailableException Stopping() => new("The ledger is stopping.");
}
