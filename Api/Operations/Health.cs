using System.Collections.Concurrent;
using System.Globalization;
using PromptGrid.Grains.Interfaces;
using PromptGrid.Grains.Interfaces.Projections;
using PromptGrid.Ledger;
using PromptGrid.Search;

namespace PromptGrid.Api.Operations;

/// <summary>
/// Finds out whether this node can do its work: the ledger takes a write and is read, the projections move, the search index
/// answers. Looks at most once per <see cref="FreshFor"/>, however many ask.
/// </summary>
public sealed class Health(ILedger ledger, ILedgerReader reader, IGrainFactory grains, ISearchIndex search, IHostApplicationLifetime lifetime, TimeProvider time)
{
    /// <summary>How old an answer may be.</summary>
    public static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(1);

    /// <summary>A projection that has events before it and stands still this long is stuck, not late.</summary>
    public static readonly TimeSpan StandstillMax = TimeSpan.FromSeconds(60);

    /// <summary>A projection that failed this often in a row is stuck too.</summary>
    private const int FailuresMax = 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    // A counter that counts looks: its row is the only trace of them, however many there are.
    private static readonly WriteSet Probe = new() { Entity = "health", Counters = [new CounterAdd("health", "looks", 1)] };

    private readonly ConcurrentDictionary<string, (long Sequence, long Since)> _moves = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private Task<HealthView>? _last;
    private long _lastAt;

    /// <summary>The state of everything this node needs. Never throws, and is there within a few seconds.</summary>
    public Task<HealthView> LookAsync()
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return Task.FromResult(new HealthView(HealthCheckView.Unavailable, [HealthCheckView.Of("process", HealthCheckView.Unavailable, "is stopping")]));
        }

        lock (_lock)
        {
            if (_last is { } last && (!last.IsCompleted || time.GetElapsedTime(_lastAt) < FreshFor)) return last;
            _lastAt = time.GetTimestamp();
            return _last = LookAtAllAsync();
        }
    }

    private async Task<HealthView> LookAtAllAsync()
    {
        await Task.Yield();
        var heads = HeadsAsync();
        var checks = await Task.WhenAll([LookAtLedgerAsync(), LookAtSearchAsync(), .. ProjectionNames.All.Select(name => LookAtProjectionAsync(name, heads))]);
        var status = checks.Any(c => c.State == HealthCheckView.Unavailable) ? HealthCheckView.Unavailable
            : checks.All(c => c.Ok) ? HealthCheckView.Fine : HealthCheckView.Degraded;
        return new HealthView(status, [HealthCheckView.Of("process", HealthCheckView.Fine, "runs"), .. checks]);
    }

    private Task<HealthCheckView> LookAtLedgerAsync() => LookAsync("ledger", HealthCheckView.Unavailable, async () =>
    {
        await reader.PingAsync();
        return await ledger.CommitAsync(Probe) is CommitOutcome.Overloaded
            ? (HealthCheckView.Degraded, "answers; too many writes are waiting")
            : (HealthCheckView.Fine, "takes writes");
    });

    private Task<HealthCheckView> LookAtSearchAsync() => LookAsync("search", HealthCheckView.Degraded, async () =>
    {
        var prompts = await search.CountAsync();
        return (HealthCheckView.Fine, string.Create(CultureInfo.InvariantCulture, $"{prompts} prompts"));
    });

    private Task<HealthCheckView> LookAtProjectionAsync(string name, Task<long[]> heads)
    {
        // Search that does not follow is a nuisance; nobody is helped by answering nothing at all.
        var worst = name == ProjectionNames.Search ? HealthCheckView.Degraded : HealthCheckView.Unavailable;
        return LookAsync("projection " + name, worst, async () =>
        {
            var known = await heads;
            long behind = 0;
            var isStuck = false;
            for (var partition = 0; partition < known.Length; partition++)
            {
                var status = await grains.Projection(name, partition).GetStatusAsync();
                var left = Math.Max(0, known[partition] - status.Sequence);
                behind += left;
                isStuck |= status.FailuresInARow >= FailuresMax || (StandsStill(name, partition, status.Sequence) && left > 0);
            }

            var detail = string.Create(CultureInfo.InvariantCulture, $"{behind} events behind");
            return isStuck ? (worst, "is stuck, " + detail) : (HealthCheckView.Fine, detail);
        });
    }

    /// <summary>Whether the projection is where it was <see cref="StandstillMax"/> ago.</summary>
    private bool StandsStill(string name, int partition, long sequence)
    {
        var now = time.GetTimestamp();
        var move = _moves.AddOrUpdate(
            ProjectionKey.Format(name, partition),
            static (_, to) => (to.Sequence, to.Now),
            static (_, was, to) => was.Sequence == to.Sequence ? was : (to.Sequence, to.Now),
            (Sequence: sequence, Now: now));
        return time.GetElapsedTime(move.Since, now) > StandstillMax;
    }

    private async Task<long[]> HeadsAsync()
    {
        var heads = new long[reader.PartitionCount];
        for (var partition = 0; partition < heads.Length; partition++) heads[partition] = await reader.ReadHeadAsync(partition);
        return heads;
    }

    private async Task<HealthCheckView> LookAsync(string name, string ifItFails, Func<Task<(string State, string Detail)>> look)
    {
        try
        {
            var (state, detail) = await look().WaitAsync(Patience, time);
            return HealthCheckView.Of(name, state, detail);
        }
        catch (TimeoutException)
        {
            return HealthCheckView.Of(name, ifItFails, "does not answer in time");
        }
        catch (Exception e)
        {
            // The kind alone: messages may name hosts and files.
            return HealthCheckView.Of(name, ifItFails, e.GetType().Name);
        }
    }
}
