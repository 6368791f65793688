using System.Collections.Concurrent;

namespace PromptGrid.Runtime.Contract.Tests.Turns;

/// <summary>What the stress test believes: sums that were handed over, activations that exist, rules that were broken.</summary>
public sealed class StressLedger
{
    private readonly ConcurrentDictionary<string, int> _sums = new();
    private readonly ConcurrentDictionary<string, int> _active = new();
    private readonly ConcurrentQueue<string> _violations = new();

    public IReadOnlyCollection<string> Violations => _violations;

    public int Sum(string key) => _sums.GetValueOrDefault(key);

    public void Add(string key, int count) => _sums.AddOrUpdate(key, count, (_, sum) => sum + count);

    public void Violated(string rule) => _violations.Enqueue(rule);

    public void Activated(string key)
    {
        if (_active.AddOrUpdate(key, 1, static (_, count) => count + 1) != 1)
            Violated($"{key} was activated twice");
    }

    public void Deactivated(string key) => _active.AddOrUpdate(key, 0, static (_, count) => count - 1);
}
