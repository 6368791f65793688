using System.Collections.Concurrent;
using PromptGrid.Domain.Common;
using PromptGrid.Domain.Prompts;
using PromptGrid.Grains.Interfaces;
using PromptGrid.Grains.Interfaces.Projections;
using PromptGrid.Ledger;

namespace PromptGrid.Projections.Lineage;

/// <summary>Makes each source of a fork register it, once, whatever crashes in between: the fork is committed first, and
/// this follows.</summary>
public sealed class LineageProjection(IGrainFactory grains, ICheckpoints checkpoints, TimeProvider time) : IProjection
{
    /// <summary>Events that name no fork are not worth a commit each: their checkpoint is written this often.</summary>
    private static readonly TimeSpan CheckpointPace = TimeSpan.FromSeconds(2);

    // Per partition: what was handled, what of it was written as the checkpoint, and when.
    private readonly ConcurrentDictionary<int, (long Handled, long Written, DateTimeOffset WrittenAt)> _checkpoints = new();

    public string Name => ProjectionNames.Lineage;

    public TimeSpan Pace => TimeSpan.FromMilliseconds(50);

    public TimeSpan PaceWhenBusy => TimeSpan.FromMilliseconds(250);

    public int BatchSizeMax => 4_000;

    public async ValueTask<long> ReadCheckpointAsync(int partition, CancellationToken cancellationToken)
    {
        // Reading an older one than was handled only repeats what changes nothing.
        _checkpoints.TryRemove(partition, out _);
        return await checkpoints.ReadAsync(Name, partition, cancellationToken);
    }

    public async ValueTask HandleAsync(int partition, IReadOnlyList<LedgerEvent> events, CancellationToken cancellationToken)
    {
        var forks = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var e in events)
        {
            var source = e.Name switch
            {
                PromptEventNames.Published => e.Read(DomainJson.Stored.PromptPublished).ForkedFrom,
                PromptEventNames.Edited => e.Read(DomainJson.Stored.PromptEdited).ForkedFrom,
                PromptEventNames.Moderated => e.Read(DomainJson.Stored.PromptModerated).ForkedFrom,
                PromptEventNames.Deleted => e.Read(DomainJson.Stored.PromptDeleted).ForkedFrom,
                _ => null,
            };
            if (source is not null) forks[e.Subject] = source;
        }

        // The source looks at what the fork is now, so one call per fork is enough, in any order.
        await Task.WhenAll(forks.Select(fork => ReflectAsync(fork.Key, fork.Value)));
        var written = _checkpoints.GetValueOrDefault(partition);
        _checkpoints[partition] = written with { Handled = events[^1].Position.Sequence };
        if (forks.Count > 0 || time.GetUtcNow() - written.WrittenAt >= CheckpointPace) await WriteCheckpointAsync(partition, cancellationToken);
    }

    public ValueTask IdleAsync(int partition, CancellationToken cancellationToken) => WriteCheckpointAsync(partition, cancellationToken);

    public ValueTask SkipAsync(LedgerPosition position, CancellationToken cancellationToken) =>
        checkpoints.WriteAsync(Name, position.Partition, position.Sequence, cancellationToken: cancellationToken);

    private async Task ReflectAsync(string fork, string source) => await grains.Prompt(source).ReflectForkAsync(fork);

    private async ValueTask WriteCheckpointAsync(int partition, CancellationToken cancellationToken)
    {
        if (!_checkpoints.TryGetValue(partition, out var known) || known.Handled == known.Written) return;
        await checkpoints.WriteAsync(Name, partition, known.Handled, cancellationToken: cancellationToken);
        _checkpoints[partition] = (known.Handled, known.Handled, time.GetUtcNow());
    }
}
