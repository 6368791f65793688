namespace PromptGrid.Embedded.Calls;

/// <summary>Signals a running call's token in a turn of its grain, so that callbacks of the token never run beside the grain.</summary>
internal sealed class CancellationItem(GrainCall call) : TurnItem
{
    internal override void Run()
    {
        try
        {
            call.SignalCancellation();
        }
        catch (Exception exception)
        {
            call.Activation!.Runtime.LogCancellationCallbackFailed(exception, call.Activation.GrainId, call.Method.Name);
        }
    }
}
