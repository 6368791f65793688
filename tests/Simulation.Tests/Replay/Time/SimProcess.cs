using PromptGrid.Embedded.Activations;

namespace PromptGrid.Simulation.Tests.Replay;

/// <summary>
/// One operating-system process: its threads (as a task scheduler), its clock, and its end, after which none of its steps
/// runs any more.
/// </summary>
internal sealed class SimProcess(SimScheduler scheduler, string name, TimeSpan clockError = default) : TaskScheduler
{
    public SimScheduler Scheduler { get; } = scheduler;

    public string Name { get; } = name;

    public bool IsAlive { get; private set; } = true;

    public TimeProvider Time => field ??= new Clock(this, clockError);

    /// <summary>Where the process's grains run.</summary>
    public TurnPool Turns => field ??= new Pool(this);

    public Random Random => Scheduler.Random;

    /// <summary>Raised when the process is killed, for those who were talking to it.</summary>
    public event Action? Killed;

    /// <summary>Adds a step. It runs as a task of this process, so that what it awaits comes back here.</summary>
    public void Post(string label, Action run)
    {
        var task = new Task(run, TaskCreationOptions.DenyChildAttach);
        Scheduler.Post(this, label, () =>
        {
            task.RunSynchronously(this);
            if (task.IsFaulted) throw new InvalidOperationException($"The step {label} of {Name} failed.", task.Exception.InnerException);
        });
    }

    /// <summary>From here on nothing of it happens.</summary>
    public void Kill()
    {
        IsAlive = false;
        var killed = Killed;
        Killed = null;
        killed?.Invoke();
    }

    /// <summary>Runs asynchronous work on this process; its awaits come back to it.</summary>
    public Task Run(Func<Task> work) => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.None, this).Unwrap();

    protected override void QueueTask(Task task) => Scheduler.Post(this, "task", () => TryExecuteTask(task));

    // Only a step itself runs where it stands; a continuation waits for its turn like everybody.
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        (task.CreationOptions & TaskCreationOptions.DenyChildAttach) != 0 && !taskWasPreviouslyQueued && TaskScheduler.Current != this && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks() => [];

    private sealed class Clock(SimProcess process, TimeSpan error) : TimeProvider
    {
        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => process.Scheduler.Now + error;

        public override long GetTimestamp() => process.Scheduler.Ticks;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = new SimTimer(process, callback, state);
            timer.Change(dueTime, period);
            return timer;
        }
    }

    private sealed class Pool(SimProcess process) : TurnPool
    {
        internal override bool RunsInline => false;

        // One turn, and the next is anybody's: a crash can come between any two.
        internal override int TurnsPerStretch => 1;

        internal override void Queue(IThreadPoolWorkItem work) =>
            process.Post(work is TurnScheduler turns ? turns.Activation.Key : "stream", work.Execute);
    }
}
