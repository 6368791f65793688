using PromptGrid.Embedded.Calls;

namespace PromptGrid.Embedded.Activations;

/// <summary>Begins one end of an activation's life in a turn; its awaits come back to the activation's scheduler.</summary>
/// <param name="activation">The activation.</param>
/// <param name="work">What to do; handles its own exceptions.</param>
internal sealed class LifecycleItem(Activation activation, Func<Activation, Task> work) : TurnItem
{
    internal override void Run() => ExecutionContext.Run(CleanContext.Value, static item => ((LifecycleItem)item!).Begin(), this);

    private void Begin() => _ = work(activation);
}
