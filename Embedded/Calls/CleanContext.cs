namespace PromptGrid.Embedded.Calls;

/// <summary>
/// The execution context without any ambient value. Turns start from it, so that a grain never sees, nor keeps alive, the ambient
/// values of whoever happened to call it; only the request context and the tracing activity are carried over, as between machines.
/// </summary>
internal static class CleanContext
{
    /// <summary>The empty context.</summary>
    internal static readonly ExecutionContext Value = Capture();

    private static ExecutionContext Capture()
    {
        // Only a thread that inherited nothing has the empty context, and there is no public name for it.
        ExecutionContext? captured = null;
        var thread = new Thread(() => captured = ExecutionContext.Capture());
        thread.UnsafeStart();
        thread.Join();
        return captured ?? throw new InvalidOperationException("A new thread has no execution context.");
    }
}
