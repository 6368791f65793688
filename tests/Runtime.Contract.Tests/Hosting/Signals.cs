using System.Collections.Concurrent;

namespace PromptGrid.Runtime.Contract.Tests.Hosting;

/// <summary>
/// Doors that grains wait at, and counters that tests wait for. Tests order events with these, never with time; the limit on each
/// wait only turns a test that would hang into one that fails.
/// </summary>
public sealed class Signals
{
    /// <summary>The longest that a test waits for something that must happen.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, TaskCompletionSource> _doors = new();
    private readonly ConcurrentDictionary<string, ConcurrentQueue<string>> _logs = new();
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _counts = [];
    private readonly List<(string Name, int Count, TaskCompletionSource Reached)> _waiters = [];

    /// <summary>Waits until the door is open; it stays open.</summary>
    public Task PassAsync(string door) => Door(door).Task.WaitAsync(Patience);

    /// <summary>Opens the door.</summary>
    public void Open(string door) => Door(door).TrySetResult();

    /// <summary>Adds one and returns the new count.</summary>
    public int Count(string name)
    {
        lock (_gate)
        {
            var count = _counts[name] = _counts.GetValueOrDefault(name) + 1;
            foreach (var waiter in _waiters.Where(each => each.Name == name && each.Count <= count).ToArray())
            {
                waiter.Reached.TrySetResult();
                _waiters.Remove(waiter);
            }
            return count;
        }
    }

    /// <summary>The count so far.</summary>
    public int Counted(string name)
    {
        lock (_gate)
            return _counts.GetValueOrDefault(name);
    }

    /// <summary>Waits until the count has been reached.</summary>
    public Task ReachedAsync(string name, int count = 1)
    {
        lock (_gate)
        {
            if (_counts.GetValueOrDefault(name) >= count)
                return Task.CompletedTask;
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.Add((name, count, reached));
            return reached.Task.WaitAsync(Patience);
        }
    }

    /// <summary>Notes that something happened.</summary>
    public void Note(string log, string what) => _logs.GetOrAdd(log, static _ => new()).Enqueue(what);

    /// <summary>What was noted, in order.</summary>
    public string[] Noted(string log) => _logs.TryGetValue(log, out var notes) ? [.. notes] : [];

    private TaskCompletionSource Door(string name) =>
        _doors.GetOrAdd(name, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
}
