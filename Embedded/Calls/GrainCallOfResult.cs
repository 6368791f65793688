using System.ComponentModel;
using PromptGrid.Embedded.Activations;

namespace PromptGrid.Embedded.Calls;

/// <summary>A call whose caller waits for a result. The promise exists only when the caller really has to wait.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class GrainCall<TResult> : GrainCall
{
    private TaskCompletionSource<TResult>? _promise;

    internal sealed override bool IsSettled => _promise is { Task.IsCompleted: true };

    /// <summary>What the caller waits for; null when the call finished before the caller had to wait, or nobody waits.</summary>
    private protected TaskCompletionSource<TResult>? Promise => _promise;

    internal sealed override bool TryFail(Exception exception)
    {
        if (_promise is null || !TrySettle(exception))
            return false;
        EndSpan(exception);
        Forget();
        return true;
    }

    /// <summary>
    /// Runs the call on the calling thread if the activation is idle, or else queues it. Afterwards either the call has finished
    /// and <see cref="Promise"/> is null, or <see cref="Promise"/> is what the caller waits for.
    /// </summary>
    private protected void Send(Orleans.Runtime.GrainReference target, CancellationToken cancellationToken)
    {
        CaptureCaller(target.Runtime, cancellationToken);
        if (IsOneWay)
        {
            target.Dispatch(this);
            return;
        }
        if (target.TryRunInline(this))
            return;
        Await(target.Runtime);
        target.Dispatch(this);
    }

    /// <summary>Follows an outcome that is not there yet; the rest runs in a turn of the grain.</summary>
    private protected void FinishLater(Task outcome)
    {
        if (_promise is null && !IsOneWay)
            Await(Activation!.Runtime);
        // The awaiter takes the current scheduler, which is the activation's, so that Finish runs as a turn of its own.
        outcome.GetAwaiter().UnsafeOnCompleted(() => Finish(ErrorOf(outcome)));
    }

    /// <summary>What a completed task ended with.</summary>
    private protected static Exception? ErrorOf(Task outcome)
    {
        if (outcome.IsFaulted)
            return outcome.Exception.InnerException;
        if (!outcome.IsCanceled)
            return null;
        try
        {
            outcome.GetAwaiter().GetResult();
            return null;
        }
        catch (OperationCanceledException exception)
        {
            return exception;
        }
    }

    /// <summary>Starts the caller's wait. Called before anything can answer.</summary>
    private protected void Await(GrainRuntime runtime)
    {
        // Callers never continue inside the grain's turn.
        _promise = new(TaskCreationOptions.RunContinuationsAsynchronously);
        runtime.PendingCalls.Add(this);
        WatchCallerToken();
    }

    /// <summary>Ends the call in the activation's books, then answers the caller.</summary>
    private protected void Finish(Exception? error)
    {
        EndSpan(error);
        Activation!.Complete(this, error);
        if (_promise is null)
        {
            if (error is not null && IsOneWay)
                Activation.Runtime.LogOneWayCallFailed(error, Activation.GrainId, Method.Name);
            return;
        }
        if (error is null ? _promise.TrySetResult(TakeResult()) : _promise.TrySetException(error))
            Forget();
        else if (error is not null)
            Activation.Runtime.LogAbandonedCallFailed(error, Activation.GrainId, Method.Name);
    }

    /// <summary>The result of a grain method that succeeded.</summary>
    private protected abstract TResult TakeResult();

    private bool TrySettle(Exception exception) => exception is OperationCanceledException cancelled
        ? _promise!.TrySetCanceled(cancelled.CancellationToken)
        : _promise!.TrySetException(exception);

    private void Forget()
    {
        PendingStripe?.Remove(this);
        ForgetCaller();
    }
}
