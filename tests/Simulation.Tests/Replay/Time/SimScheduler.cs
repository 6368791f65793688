namespace PromptGrid.Simulation.Tests.Replay;

/// <summary>
/// One thread on which everything happens: steps of all processes wait in one list, and the seed picks the next. Time is
/// virtual: it creeps with each step and jumps to the next timer when nobody has anything to do.
/// </summary>
/// <remarks>The same seed gives the same steps in the same order; <see cref="Hash"/> is over all of them.</remarks>
internal sealed class SimScheduler
{
    private const ulong HashPrime = 1099511628211;
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly List<Step> _ready = [];
    private readonly PriorityQueue<SimTimer, (long Due, long Number)> _timers = new();
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly Order _order;
    private readonly int _creep;
    private volatile Exception? _stray;
    private long _number;
    private long _now = Start.UtcTicks;

    public SimScheduler(int seed)
    {
        Random = new Random(seed);
        _order = (Order)Random.Next(3);
        _creep = Random.Next(2) == 0 ? 200 : 20_000;
    }

    // Each finds what the others hide: a fair lottery, mostly in turn, mostly whoever came last.
    private enum Order
    {
        Lottery,
        Oldest,
        Newest,
    }

    /// <summary>Where everything random comes from.</summary>
    public Random Random { get; }

    public DateTimeOffset Now => new(_now, TimeSpan.Zero);

    public long Ticks => _now;

    public long Steps { get; private set; }

    public ulong Hash { get; private set; } = 14695981039346656037;

    /// <summary>True once in <paramref name="times"/>.</summary>
    public bool Once(int times) => Random.Next(times) == 0;

    /// <summary>Adds a step; it runs later, unless its process dies first.</summary>
    public void Post(SimProcess process, string label, Action run)
    {
        if (Environment.CurrentManagedThreadId != _thread)
        {
            _stray = new InvalidOperationException($"A step of {process.Name} ({label}) came from another thread: this run could not be replayed.\n{Environment.StackTrace}");
            throw _stray;
        }

        _ready.Add(new Step(process, label, run));
    }

    public void Arm(SimTimer timer) => _timers.Enqueue(timer, (timer.Due, _number++));

    /// <summary>Mixes a word into the trace.</summary>
    public void Trace(string word)
    {
        foreach (var c in word) Hash = (Hash ^ c) * HashPrime;
    }

    /// <summary>Runs one step; false when nothing will ever happen again.</summary>
    public bool RunOne()
    {
        if (_stray is { } stray) throw stray;
        _now += Random.Next(_creep);
        FireDue();
        while (_ready.Count == 0)
        {
            if (!_timers.TryPeek(out _, out var next)) return false;
            _now = Math.Max(_now, next.Due);
            FireDue();
        }

        var index = Pick();
        var step = _ready[index];
        _ready.RemoveAt(index);
        if (!step.Process.IsAlive) return true;
        Steps++;
        Trace(step.Process.Name);
        Trace(step.Label);
        Hash = (Hash ^ (ulong)_now) * HashPrime;
        step.Run();
        return true;
    }

    private int Pick()
    {
        var lottery = Random.Next(_ready.Count);
        return _order switch
        {
            Order.Oldest when Random.Next(4) != 0 => 0,
            Order.Newest when Random.Next(3) != 0 => _ready.Count - 1,
            _ => lottery,
        };
    }

    private void FireDue()
    {
        while (_timers.TryPeek(out var timer, out var due) && due.Due <= _now)
        {
            _timers.Dequeue();
            timer.Elapsed(due.Due);
        }
    }

    private readonly record struct Step(SimProcess Process, string Label, Action Run);
}
