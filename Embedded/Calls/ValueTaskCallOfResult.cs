using System.ComponentModel;
using Orleans.Runtime;

namespace PromptGrid.Embedded.Calls;

/// <summary>A call of a method that returns <see cref="ValueTask{TResult}"/>.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class ValueTaskCall<TResult> : GrainCall<TResult>
{
    private TResult? _result;
    private Task<TResult>? _outcome;

    /// <summary>Calls the method on the grain.</summary>
    protected abstract ValueTask<TResult> InvokeAsync(object grain);

    /// <summary>Gives the object back for another call; nothing refers to it any more.</summary>
    protected virtual void Recycle()
    {
    }

    internal ValueTask<TResult> SendAsync(GrainReference target, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<TResult>(cancellationToken);
        Send(target, cancellationToken);
        if (Promise is { } promise)
            return new(promise.Task);
        if (_outcome is { } outcome)
            return new(outcome);
        var result = _result!;
        _result = default;
        ClearCaller();
        Recycle();
        return new(result);
    }

    private protected sealed override void Start(object grain)
    {
        try
        {
            var outcome = InvokeAsync(grain);
            if (outcome.IsCompletedSuccessfully)
                _result = outcome.GetAwaiter().GetResult();
            else
                _outcome = outcome.AsTask();
        }
        catch (Exception exception)
        {
            _outcome = Task.FromException<TResult>(exception);
        }
        if (_outcome is null)
            Finish(null);
        else if (_outcome.IsCompleted)
            Finish(ErrorOf(_outcome));
        else
            FinishLater(_outcome);
    }

    private protected sealed override TResult TakeResult() => _outcome is null ? _result! : _outcome.GetAwaiter().GetResult();
}
