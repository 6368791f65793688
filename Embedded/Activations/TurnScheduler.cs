using PromptGrid.Embedded.Calls;

namespace PromptGrid.Embedded.Activations;

/// <summary>
/// Runs the work of one activation on one thread at a time: calls, and the continuations of their awaits. While there is work the
/// scheduler is owned by exactly one thread, which works off a bounded amount and then goes to the back of the thread pool's
/// queue, so that a busy grain cannot keep timers and other grains waiting.
/// </summary>
internal sealed class TurnScheduler(Activation activation) : TaskScheduler, IThreadPoolWorkItem
{
    private const int MillisecondsPerStretch = 5;

    private static readonly Action<object?> s_drain = static scheduler => ((TurnScheduler)scheduler!).Drain();
    private static readonly Action<object?> s_runCall = static call => ((GrainCall)call!).RunInTurn();
    private static readonly ContextCallback s_runInline = static call => RunAsTask((GrainCall)call!);

    private readonly Lock _gate = new();
    private Queue<object>? _queue;
    private bool _owned;
    private int _ownerThread;

    public override int MaximumConcurrencyLevel => 1;

    /// <summary>The scheduler whose turn this code runs in; null outside grains.</summary>
    internal static new TurnScheduler? Current => TaskScheduler.Current as TurnScheduler;

    internal Activation Activation { get; } = activation;

    void IThreadPoolWorkItem.Execute()
    {
        _ownerThread = Environment.CurrentManagedThreadId;

        // Draining inside one task makes this the current scheduler for everything that is not a task itself.
        var stretch = new Task(s_drain, this, CancellationToken.None, TaskCreationOptions.DenyChildAttach);
        stretch.RunSynchronously(this);
        if (stretch.IsFaulted)
            Activation.Runtime.LogTurnItemFailed(stretch.Exception, Activation.GrainId);
        Release();
    }

    /// <summary>Adds work; it runs after what is queued already, never on the calling thread.</summary>
    internal void Enqueue(TurnItem item) => Add(item);

    /// <summary>Takes ownership if there is no work at all.</summary>
    internal bool TryOwn()
    {
        lock (_gate)
        {
            if (_owned)
                return false;
            _owned = true;
            return true;
        }
    }

    /// <summary>Runs a call on the calling thread, which owns the scheduler, and gives the ownership up.</summary>
    internal void RunInline(GrainCall call)
    {
        _ownerThread = Environment.CurrentManagedThreadId;
        ExecutionContext.Run(CleanContext.Value, s_runInline, call);
        Release();
    }

    protected override void QueueTask(Task task) => Add(task);

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        Volatile.Read(ref _ownerThread) == Environment.CurrentManagedThreadId && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks()
    {
        lock (_gate)
            return _queue is null ? [] : _queue.OfType<Task>().ToArray();
    }

    private static void RunAsTask(GrainCall call)
    {
        // A context of the calling thread would capture the awaits of the grain, which belong to this scheduler.
        // ExecutionContext.Run gives it back to the thread afterwards.
        if (SynchronizationContext.Current is not null)
            SynchronizationContext.SetSynchronizationContext(null);
        new Task(s_runCall, call, CancellationToken.None, TaskCreationOptions.DenyChildAttach)
            .RunSynchronously(call.Activation!.Scheduler);
    }

    private void Add(object item)
    {
        lock (_gate)
        {
            (_queue ??= new(4)).Enqueue(item);
            if (_owned)
                return;
            _owned = true;
        }
        Activation.Runtime.TurnPool.Queue(this);
    }

    private void Drain()
    {
        // This is processor time, not time that the application could want to control.
        var end = Environment.TickCount64 + MillisecondsPerStretch;
        var turns = Activation.Runtime.TurnPool.TurnsPerStretch;
        for (var i = 0; i < turns && TryTake(out var item); i++)
        {
            if (item is Task task)
                TryExecuteTask(task);
            else
                ((TurnItem)item).Run();
            if (Environment.TickCount64 >= end)
                break;
        }
    }

    private bool TryTake(out object item)
    {
        lock (_gate)
            return _queue!.TryDequeue(out item!);
    }

    private void Release()
    {
        Volatile.Write(ref _ownerThread, 0);
        lock (_gate)
        {
            if (_queue is null || _queue.Count == 0)
            {
                _owned = false;
                return;
            }
        }
        Activation.Runtime.TurnPool.Queue(this);
    }
}
