using System.Collections.Concurrent;
using PromptGrid.Domain.Limits;

namespace PromptGrid.Api.Limits;

/// <summary>How often each actor (a user, an address) may do something, counted in this node's memory.</summary>
/// <remarks>Thread-safe. Remembers at most <see cref="ActorsMax"/> actors; where there are more, those whose allowance has
/// come back are forgotten, and while nobody's has, whoever is new goes uncounted.</remarks>
public sealed class ActorBuckets(TimeProvider time, int most, TimeSpan per)
{
    public const int ActorsMax = 100_000;

    private static readonly TimeSpan SweepPace = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, long> _restoredAt = new(StringComparer.Ordinal);
    private readonly Allowance _allowance = new(most, per);
    private int _count;
    private long _sweptAt;

    /// <summary>Takes one use.</summary>
    /// <returns>Zero when there was one; else how long to wait for it.</returns>
    public TimeSpan Take(string actor)
    {
        var now = time.GetUtcNow().UtcTicks;
        while (true)
        {
            if (!_restoredAt.TryGetValue(actor, out var known))
            {
                if (!HasRoom(now)) return TimeSpan.Zero;
                if (!_restoredAt.TryAdd(actor, _allowance.Take(0, now))) continue;
                Interlocked.Increment(ref _count);
                return TimeSpan.Zero;
            }

            if (_allowance.Wait(known, now) is var wait && wait > TimeSpan.Zero) return wait;
            if (_restoredAt.TryUpdate(actor, _allowance.Take(known, now), known)) return TimeSpan.Zero;
        }
    }

    /// <summary>Gives one use back that came to nothing.</summary>
    public void GiveBack(string actor)
    {
        while (_restoredAt.TryGetValue(actor, out var known) && !_restoredAt.TryUpdate(actor, _allowance.GiveBack(known), known))
        {
        }
    }

    private bool HasRoom(long now)
    {
        if (Volatile.Read(ref _count) < ActorsMax) return true;
        var swept = Volatile.Read(ref _sweptAt);
        if (Math.Abs(now - swept) < SweepPace.Ticks || Interlocked.CompareExchange(ref _sweptAt, now, swept) != swept) return false;
        foreach (var actor in _restoredAt)
        {
            if (actor.Value <= now && _restoredAt.TryRemove(actor)) Interlocked.Decrement(ref _count);
        }

        return Volatile.Read(ref _count) < ActorsMax;
    }
}
