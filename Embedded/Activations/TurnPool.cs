namespace PromptGrid.Embedded.Activations;

/// <summary>
/// Where work of the grains waits for a thread. A seam: a simulation that registers its own decides what runs next, and so
/// can replay a run exactly.
/// </summary>
internal abstract class TurnPool
{
    /// <summary>The process's thread pool.</summary>
    internal static readonly TurnPool Threads = new ThreadTurnPool();

    /// <summary>Whether a call from outside may run on its caller's thread when the grain is idle.</summary>
    internal virtual bool RunsInline => true;

    /// <summary>How many turns one activation may run in a row before it goes to the back of the queue.</summary>
    internal virtual int TurnsPerStretch => 64;

    /// <summary>Runs the work once, later, never inside this call.</summary>
    internal abstract void Queue(IThreadPoolWorkItem work);

    private sealed class ThreadTurnPool : TurnPool
    {
        internal override void Queue(IThreadPoolWorkItem work) => ThreadPool.UnsafeQueueUserWorkItem(work, preferLocal: false);
    }
}
