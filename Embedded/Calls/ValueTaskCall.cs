using System.ComponentModel;
using Orleans.Runtime;

namespace PromptGrid.Embedded.Calls;

/// <summary>A call of a method that returns <see cref="ValueTask"/>.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class ValueTaskCall : GrainCall<Nothing>
{
    private Task? _outcome;

    /// <summary>Calls the method on the grain.</summary>
    protected abstract ValueTask InvokeAsync(object grain);

    /// <summary>Gives the object back for another call; nothing refers to it any more.</summary>
    protected virtual void Recycle()
    {
    }

    internal ValueTask SendAsync(GrainReference target, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled(cancellationToken);
        Send(target, cancellationToken);
        if (IsOneWay)
            return ValueTask.CompletedTask;
        if (Promise is { } promise)
            return new(promise.Task);
        if (_outcome is { } outcome)
            return new(outcome);
        ClearCaller();
        Recycle();
        return ValueTask.CompletedTask;
    }

    private protected sealed override void Start(object grain)
    {
        try
        {
            var outcome = InvokeAsync(grain);
            if (!outcome.IsCompletedSuccessfully)
                _outcome = outcome.AsTask();
        }
        catch (Exception exception)
        {
            _outcome = Task.FromException(exception);
        }
        if (_outcome is null)
            Finish(null);
        else if (_outcome.IsCompleted)
            Finish(ErrorOf(_outcome));
        else
            FinishLater(_outcome);
    }

    private protected sealed override Nothing TakeResult() => default;
}
