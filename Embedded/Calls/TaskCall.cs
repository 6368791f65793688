using System.ComponentModel;
using Orleans.Runtime;
using PromptGrid.Embedded.Activations;

namespace PromptGrid.Embedded.Calls;

/// <summary>A call of a method that returns <see cref="Task"/>.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class TaskCall : GrainCall<Nothing>
{
    private Task? _outcome;

    /// <summary>Calls the method on the grain.</summary>
    protected abstract Task InvokeAsync(object grain);

    /// <summary>Gives the object back for another call; nothing refers to it any more.</summary>
    protected virtual void Recycle()
    {
    }

    internal Task SendAsync(GrainReference target, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return Task.FromCanceled(cancellationToken);
        Send(target, cancellationToken);
        if (IsOneWay)
            return Task.CompletedTask;
        if (Promise is { } promise)
            return promise.Task;
        var outcome = _outcome!;
        _outcome = null;
        ClearCaller();
        Recycle();
        return outcome;
    }

    /// <summary>Sends a call that the runtime itself makes: no caller's context, never inline, also while the host stops.</summary>
    internal Task SendFromRuntimeAsync(GrainRuntime runtime, GrainClass grainClass, string key)
    {
        Await(runtime);
        runtime.Catalog.Dispatch(grainClass, key, this);
        return Promise!.Task;
    }

    private protected sealed override void Start(object grain)
    {
        try
        {
            _outcome = InvokeAsync(grain) ?? throw new InvalidOperationException($"{Method.Name} returned no task.");
        }
        catch (Exception exception)
        {
            _outcome = Task.FromException(exception);
        }
        if (_outcome.IsCompleted)
            Finish(ErrorOf(_outcome));
        else
            FinishLater(_outcome);
    }

    private protected sealed override Nothing TakeResult() => default;
}
