using System.ComponentModel;
using PromptGrid.Embedded.Activations;
using PromptGrid.Embedded.Calls;
using PromptGrid.Embedded.Registration;

namespace Orleans.Runtime;

/// <summary>
/// A reference to a grain, whether or not it is active. Immutable, safe for concurrent use, equal to any other reference to the
/// same grain.
/// </summary>
public abstract class GrainReference : IAddressable, IEquatable<GrainReference>
{
    private readonly GrainClass _class;
    private readonly string _key;
    private CallTarget? _target;

    /// <summary>For generated classes.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected GrainReference(ReferenceSeed seed)
    {
        _class = seed.Class;
        _key = seed.Key;
    }

    /// <summary>The identity of the grain.</summary>
    public GrainId GrainId => GrainId.Create(_class.Type, _key);

    internal GrainRuntime Runtime => _class.Runtime;

    private CallTarget Target
    {
        get
        {
            var target = _target;
            if (target is not { IsValid: true })
                _target = target = Runtime.Catalog.GetOrCreate(_class, _key);
            return target;
        }
    }

    /// <inheritdoc/>
    public bool Equals(GrainReference? other) => other is not null && other._class == _class && other._key == _key;

    /// <inheritdoc/>
    public sealed override bool Equals(object? obj) => Equals(obj as GrainReference);

    /// <inheritdoc/>
    public sealed override int GetHashCode() => HashCode.Combine(_class, _key);

    /// <inheritdoc/>
    public sealed override string ToString() => GrainId.ToString();

    internal TGrainInterface As<TGrainInterface>()
        where TGrainInterface : notnull
    {
        if (this is TGrainInterface same)
            return same;
        if (!typeof(TGrainInterface).IsAssignableFrom(_class.Implementation))
            throw new InvalidCastException($"The grain class of {GrainId} does not implement {typeof(TGrainInterface)}.");
        return (TGrainInterface)(object)InterfaceReference<TGrainInterface>.Factory(new(_class, _key));
    }

    /// <summary>
    /// Runs a call from outside on the calling thread if the grain is idle. This keeps the semantics, because the thread owns the
    /// grain's scheduler for that stretch, and saves two switches of thread.
    /// </summary>
    internal bool TryRunInline(GrainCall call)
    {
        // A grain's own calls are queued: running them here would lengthen the caller's turn by the callee's.
        if (TurnScheduler.Current is not null || !Runtime.AcceptsOutsideCalls || !Runtime.TurnPool.RunsInline || !InlineBudget.TryTake())
            return false;
        if (!Target.TryBeginInline(call))
            return false;
        var start = Environment.TickCount64;
        call.Activation!.Scheduler.RunInline(call);
        InlineBudget.Charge(Environment.TickCount64 - start);
        return true;
    }

    internal void Dispatch(GrainCall call)
    {
        if (!Runtime.AcceptsOutsideCalls && TurnScheduler.Current is null)
        {
            call.TryFail(new OrleansMessageRejectionException($"The host is stopping; {call.Method.Name} was not executed."));
            return;
        }
        if (call.IsSettled)
            return;
        if (!Target.TryDispatch(call))
            Runtime.Catalog.Dispatch(_class, _key, call);
    }

    /// <summary>Makes a call; for generated classes.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected Task<TResult> Send<TResult>(TaskCall<TResult> call, CancellationToken cancellationToken) =>
        call.SendAsync(this, cancellationToken);

    /// <inheritdoc cref="Send{TResult}(TaskCall{TResult}, CancellationToken)"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected Task Send(TaskCall call, CancellationToken cancellationToken) => call.SendAsync(this, cancellationToken);

    /// <inheritdoc cref="Send{TResult}(TaskCall{TResult}, CancellationToken)"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected ValueTask<TResult> Send<TResult>(ValueTaskCall<TResult> call, CancellationToken cancellationToken) =>
        call.SendAsync(this, cancellationToken);

    /// <inheritdoc cref="Send{TResult}(TaskCall{TResult}, CancellationToken)"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected ValueTask Send(ValueTaskCall call, CancellationToken cancellationToken) => call.SendAsync(this, cancellationToken);
}
