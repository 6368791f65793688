using Orleans;
using Orleans.Runtime;
using Orleans.Storage;
using PromptGrid.Embedded.Calls;

namespace PromptGrid.Embedded.Activations;

/// <summary>
/// Which call runs when. While calls wait, the first of them cannot start: whoever changes what is running starts what became
/// startable before leaving the gate.
/// </summary>
internal sealed partial class Activation
{
    private volatile ActivationState _state;

    // The waiting calls, oldest first, and how many of them could overtake others.
    private GrainCall? _first;
    private GrainCall? _last;
    private int _waiting;
    private int _waitingOvertakers;

    // The running calls: how many, the one that others have to wait for, and those that were let in beside it.
    private int _running;
    private GrainCall? _blocking;
    private List<GrainCall>? _beside;
    private Dictionary<Guid, int>? _reentrantSections;

    /// <summary>How many calls run or wait; read without the gate, for choosing among workers. One that is ending comes last.</summary>
    internal int Load => _state == ActivationState.Deactivating
        ? int.MaxValue
        : Volatile.Read(ref _running) + Volatile.Read(ref _waiting);

    internal override bool TryBeginInline(GrainCall call)
    {
        lock (_gate)
        {
            if (_state != ActivationState.Active || _waiting != 0 || !MayStart(call) || !Scheduler.TryOwn())
                return false;
            RecordRunning(call);
            return true;
        }
    }

    internal override bool TryDispatch(GrainCall call)
    {
        lock (_gate)
        {
            if (_state == ActivationState.Invalid)
                return false;
            if (_state == ActivationState.Active && MayStart(call))
            {
                StartLocked(call);
                return true;
            }
            if (_waiting < Runtime.Options.MailboxLimit || call.IsInternal)
            {
                AppendLocked(call);
                if (_state == ActivationState.Created)
                    BeginActivationLocked();
                return true;
            }
        }
        Runtime.Metrics.MailboxRejected(Class);
        call.TryFail(new LimitExceededException(
            $"{Runtime.Options.MailboxLimit} calls are waiting for {GrainId} already. This one was not executed."));
        return true;
    }

    /// <summary>Takes a waiting call out, if it still waits here.</summary>
    internal bool TryRemove(GrainCall call)
    {
        lock (_gate)
        {
            if (call.Mailbox != this)
                return false;
            RemoveLocked(call);
            return true;
        }
    }

    /// <summary>A running call has finished, with or without an exception. Runs in a turn.</summary>
    internal void Complete(GrainCall call, Exception? error)
    {
        if (error is InconsistentStateException { IsSourceActivation: true } conflict)
        {
            // What is in memory is not what is stored. Only the activation that found out has to go, not its callers.
            conflict.IsSourceActivation = false;
            Deactivate(new(DeactivationReasonCode.ApplicationError, conflict, "The stored state is not the one that was read."));
        }
        lock (_gate)
        {
            _running--;
            if (_blocking == call)
            {
                _blocking = null;
                if (_beside is { Count: > 0 })
                {
                    _blocking = _beside[0];
                    _beside.RemoveAt(0);
                }
            }
            else if (!Interleaves(call))
            {
                _beside?.Remove(call);
            }
            if (call.CountsAsUse)
                _lastUse = Runtime.Collector.Epoch;
            if (_state == ActivationState.Active)
                AdmitLocked();
            else
                BeginDeactivationIfIdleLocked();
            if (_running == 0 && _waiting == 0)
                _drained?.TrySetResult();
        }
        if (!call.IsInternal)
            Runtime.Metrics.CallFinished(Class, call.SentAt, Runtime.Time);
    }

    internal void EnterReentrantSection(Guid chain)
    {
        lock (_gate)
        {
            _reentrantSections ??= [];
            _reentrantSections[chain] = _reentrantSections.GetValueOrDefault(chain) + 1;
            if (_state == ActivationState.Active)
                AdmitLocked();
        }
    }

    internal void ExitReentrantSection(Guid chain)
    {
        lock (_gate)
        {
            if (_reentrantSections is null || !_reentrantSections.TryGetValue(chain, out var depth))
                return;
            if (depth > 1)
                _reentrantSections[chain] = depth - 1;
            else
                _reentrantSections.Remove(chain);
        }
    }

    private bool Interleaves(GrainCall call) => call.IsAlwaysInterleave || Class.IsReentrant;

    private bool MayStart(GrainCall call) =>
        _running == 0
        || _blocking is null
        || Interleaves(call)
        || (call.IsReadOnly && _blocking.IsReadOnly)
        || (call.ReentrancyId != Guid.Empty && _reentrantSections?.ContainsKey(call.ReentrancyId) == true);

    private void RecordRunning(GrainCall call)
    {
        call.Activation = this;
        _running++;
        if (Interleaves(call))
            return;
        if (_blocking is null)
            _blocking = call;
        else
            (_beside ??= []).Add(call);
    }

    private void StartLocked(GrainCall call)
    {
        RecordRunning(call);
        Scheduler.Enqueue(call);
    }

    private void AdmitLocked()
    {
        while (_first is { } first && (first.IsSettled || MayStart(first)))
        {
            RemoveLocked(first);
            if (!first.IsSettled)
                StartLocked(first);
        }
        if (_first is null || (_waitingOvertakers == 0 && _reentrantSections is not { Count: > 0 }))
            return;
        for (var call = _first; call is not null;)
        {
            var next = call.Next;
            if (MayStart(call))
            {
                RemoveLocked(call);
                StartLocked(call);
            }
            call = next;
        }
    }

    private void AppendLocked(GrainCall call)
    {
        call.Mailbox = this;
        call.Previous = _last;
        if (_last is null)
            _first = call;
        else
            _last.Next = call;
        _last = call;
        _waiting++;
        if (call.IsReadOnly || Interleaves(call))
            _waitingOvertakers++;
    }

    private void RemoveLocked(GrainCall call)
    {
        if (call.Previous is null)
            _first = call.Next;
        else
            call.Previous.Next = call.Next;
        if (call.Next is null)
            _last = call.Previous;
        else
            call.Next.Previous = call.Previous;
        call.Next = null;
        call.Previous = null;
        call.Mailbox = null;
        _waiting--;
        if (call.IsReadOnly || Interleaves(call))
            _waitingOvertakers--;
    }

    private List<GrainCall> TakeWaitingLocked()
    {
        var taken = new List<GrainCall>(_waiting);
        while (_first is { } call)
        {
            RemoveLocked(call);
            taken.Add(call);
        }
        return taken;
    }
}
