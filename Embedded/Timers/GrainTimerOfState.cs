using Orleans.Runtime;
using PromptGrid.Embedded.Activations;

namespace PromptGrid.Embedded.Timers;

/// <summary>A grain timer with the state that its callback gets.</summary>
internal sealed class GrainTimer<TState>(
    Activation activation, Func<TState, CancellationToken, Task> callback, TState state, GrainTimerCreationOptions options)
    : GrainTimer(activation, options)
{
    protected override Task InvokeAsync(CancellationToken cancellationToken) => callback(state, cancellationToken);
}
