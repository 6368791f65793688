using System.Diagnostics;
using System.Threading.Tasks.Sources;
using Microsoft.Extensions.ObjectPool;

namespace PromptGrid.Ledger.Lanes;

/// <summary>
/// A write set that waits for its commit. Pooled: an instance goes back when its caller has read the outcome. The caller's
/// continuation never runs on the lane.
/// </summary>
internal sealed class PendingCommit : LaneItem, IValueTaskSource<CommitOutcome>
{
    private const int PoolSize = 4096;

    private static readonly DefaultObjectPool<PendingCommit> Pool = new(new DefaultPooledObjectPolicy<PendingCommit>(), PoolSize);

    private ManualResetValueTaskSourceCore<CommitOutcome> _source = new() { RunContinuationsAsynchronously = true };

    public WriteSet Set { get; private set; } = null!;

    public int Partition { get; private set; }

    /// <summary>The caller's span; null when nobody listens.</summary>
    public Activity? Caller { get; private set; }

    /// <summary>Set by the batch; null until something is known.</summary>
    public CommitOutcome? Outcome { get; set; }

    /// <summary>Whether the set depends on anything that may refuse it.</summary>
    public bool IsConditional => Set.Operation is not null || Set.Documents.Length > 0 || Set.Keys.Length > 0;

    public ValueTask<CommitOutcome> Task => new(this, _source.Version);

    public static PendingCommit Rent(WriteSet set, int partition)
    {
        var pending = Pool.Get();
        pending.Set = set;
        pending.Partition = partition;
        pending.Caller = LedgerTracing.Caller();
        return pending;
    }

    /// <summary>Takes back an instance whose task nobody has seen.</summary>
    public void Return()
    {
        Set = null!;
        Outcome = null;
        Caller = null;
        _source.Reset();
        Pool.Return(this);
    }

    public override void Complete() => _source.SetResult(Outcome!);

    public override void Fail(Exception failure) => _source.SetException(failure);

    CommitOutcome IValueTaskSource<CommitOutcome>.GetResult(short token)
    {
        try
        {
            return _source.GetResult(token);
        }
        finally
        {
            // A stale token means that the instance already belongs to somebody else.
            if (token == _source.Version)
                Return();
        }
    }

    ValueTaskSourceStatus IValueTaskSource<CommitOutcome>.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource<CommitOutcome>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);
}
