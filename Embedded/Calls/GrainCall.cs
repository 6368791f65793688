using System.ComponentModel;
using System.Diagnostics;
using Orleans.Runtime;
using PromptGrid.Embedded.Activations;
using PromptGrid.Embedded.Diagnostics;

namespace PromptGrid.Embedded.Calls;

/// <summary>
/// One call of a grain method: its arguments, what travels with it, and its place in a mailbox. A call belongs to one mailbox at a
/// time and is run at most once.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class GrainCall : TurnItem
{
    private static readonly ContextCallback s_runIsolated = static call => ((GrainCall)call!).RunInTurn();

    private Dictionary<string, object>? _requestContext;
    private Activity? _activity;
    private bool _isTraced;
    private CancellationTokenSource? _cancellation;
    private CancellationTokenRegistration _callerCancellation;
    private CancellationToken _callerToken;

    /// <summary>What is the same for all calls of this method.</summary>
    protected internal abstract GrainMethod Method { get; }

    /// <summary>The token that the grain method gets: signalled, in a turn of the grain, when the caller's is.</summary>
    protected CancellationToken CancellationToken => _cancellation?.Token ?? CancellationToken.None;

    /// <summary>The mailbox that the call waits in; guarded by that activation's gate.</summary>
    internal Activation? Mailbox { get; set; }

    internal GrainCall? Next { get; set; }

    internal GrainCall? Previous { get; set; }

    /// <summary>The neighbours in the list of calls that can time out; guarded by that list's gate.</summary>
    internal GrainCall? NextPending { get; set; }

    internal GrainCall? PreviousPending { get; set; }

    internal PendingCallStripe? PendingStripe { get; set; }

    internal long Deadline { get; set; }

    /// <summary>When the call was made, by the runtime's clock; 0 when nobody measures.</summary>
    internal long SentAt { get; private set; }

    /// <summary>The activation that runs the call.</summary>
    internal Activation? Activation { get; set; }

    internal Guid ReentrancyId { get; private set; }

    internal bool IsAlwaysInterleave => (Method.Options & CallOptions.AlwaysInterleave) != 0;

    internal bool IsReadOnly => (Method.Options & CallOptions.ReadOnly) != 0;

    internal bool IsOneWay => (Method.Options & CallOptions.OneWay) != 0;

    internal bool IsInternal => (Method.Options & CallOptions.Internal) != 0;

    /// <summary>Whether running the call keeps idle collection away.</summary>
    internal virtual bool CountsAsUse => true;

    /// <summary>Whether the call means one activation, so that another must not get it.</summary>
    internal virtual bool EndsWithActivation => false;

    /// <summary>Whether the caller has already got an answer, such as a timeout, so that running the call is of no use.</summary>
    internal abstract bool IsSettled { get; }

    /// <summary>Answers the caller with an exception, unless it already has an answer.</summary>
    internal abstract bool TryFail(Exception exception);

    internal sealed override void Run() => ExecutionContext.Run(CleanContext.Value, s_runIsolated, this);

    /// <summary>Runs the call where the execution context is already isolated and the scheduler is the activation's.</summary>
    internal void RunInTurn()
    {
        if (_requestContext is not null)
            RequestContext.Current = _requestContext;
        if (_activity is not null)
            Activity.Current = _activity;
        if (IsSettled)
            Activation!.Complete(this, null);
        else
            Start(Activation!.Instance!);
    }

    /// <summary>Takes along what travels with the call.</summary>
    internal void CaptureCaller(GrainRuntime runtime, CancellationToken cancellationToken)
    {
        _requestContext = RequestContext.Current;
        if (_requestContext is not null)
            ReentrancyId = RequestContext.ReentrancyIdOf(_requestContext);
        (_activity, _isTraced) = EmbeddedTracing.Begin(this);
        if (runtime.Metrics.MeasuresCalls)
            SentAt = runtime.Time.GetTimestamp();
        if (cancellationToken.CanBeCanceled)
        {
            _callerToken = cancellationToken;
            _cancellation = new();
        }
    }

    /// <summary>Follows the caller's token from now on; called when the caller starts to wait.</summary>
    internal void WatchCallerToken()
    {
        if (_cancellation is not null)
            _callerCancellation = _callerToken.UnsafeRegister(static call => ((GrainCall)call!).CancelByCaller(), this);
    }

    /// <summary>Stops following the caller's token; called once the caller has its answer.</summary>
    internal void ForgetCaller()
    {
        // Unregister does not wait for a callback that is running, as Dispose would.
        _callerCancellation.Unregister();
    }

    /// <summary>Ends the call's span, if it has one. The first outcome counts.</summary>
    internal void EndSpan(Exception? error)
    {
        if (_isTraced && _activity is { IsStopped: false } span)
            EmbeddedTracing.End(span, error);
    }

    internal void SignalCancellation() => _cancellation?.Cancel();

    internal void ClearCaller()
    {
        Activation = null;
        ReentrancyId = Guid.Empty;
        _requestContext = null;
        _activity = null;
        _isTraced = false;
        SentAt = 0;
        _cancellation = null;
        _callerToken = default;
        _callerCancellation = default;
    }

    /// <summary>Calls the grain method. Never throws.</summary>
    private protected abstract void Start(object grain);

    private void CancelByCaller()
    {
        // The caller is released at once. A call that still waits will never run; one that runs is told, in a turn of its grain.
        TryFail(new OperationCanceledException(_callerToken));
        if (Mailbox?.TryRemove(this) != true)
            Activation?.Scheduler.Enqueue(new CancellationItem(this));
    }
}
