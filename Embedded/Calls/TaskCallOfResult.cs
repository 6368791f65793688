using System.ComponentModel;
using Orleans.Runtime;

namespace PromptGrid.Embedded.Calls;

/// <summary>A call of a method that returns <see cref="Task{TResult}"/>.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class TaskCall<TResult> : GrainCall<TResult>
{
    private Task<TResult>? _outcome;

    /// <summary>Calls the method on the grain.</summary>
    protected abstract Task<TResult> InvokeAsync(object grain);

    /// <summary>Gives the object back for another call; nothing refers to it any more.</summary>
    protected virtual void Recycle()
    {
    }

    internal Task<TResult> SendAsync(GrainReference target, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return Task.FromCanceled<TResult>(cancellationToken);
        Send(target, cancellationToken);
        if (Promise is { } promise)
            return promise.Task;
        var outcome = _outcome!;
        _outcome = null;
        ClearCaller();
        Recycle();
        return outcome;
    }

    private protected sealed override void Start(object grain)
    {
        try
        {
            _outcome = InvokeAsync(grain) ?? throw new InvalidOperationException($"{Method.Name} returned no task.");
        }
        catch (Exception exception)
        {
            _outcome = Task.FromException<TResult>(exception);
        }
        if (_outcome.IsCompleted)
            Finish(ErrorOf(_outcome));
        else
            FinishLater(_outcome);
    }

    private protected sealed override TResult TakeResult() => _outcome!.GetAwaiter().GetResult();
}
