using PromptGrid.Domain.Common;
using PromptGrid.Domain.Prompts;
using PromptGrid.Grains.Interfaces;
using PromptGrid.Grains.Interfaces.Projections;
using PromptGrid.Ledger;

namespace PromptGrid.Projections.Lineage;

/// <summary>Makes each source of a fork register it, once, whatever crashes in between: the fork is committed first, and
/// this follows.</summary>
public sealed class LineageProjection(IGrainFactory grains, ICheckpoints checkpoints) : IProjection
{
    public string Name => ProjectionNames.Lineage;

    public TimeSpan Pace => TimeSpan.FromMilliseconds(20);

    public int BatchSizeMax => 1_000;

    public ValueTask<long> ReadCheckpointAsync(int partition, CancellationToken cancellationToken) =>
        checkpoints.ReadAsync(Name, partition, cancellationToken);

    public async ValueTask HandleAsync(int partition, IReadOnlyList<LedgerEvent> events, CancellationToken cancellationToken)
    {
        var forks = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var e in events)
        {
            var source = e.Name switch
            {
                PromptEventNames.Published => e.Read(DomainJson.Stored.PromptPublished).ForkedFrom,
                PromptEventNames.Edited => e.Read(DomainJson.Stored.PromptEdited).ForkedFrom,
                PromptEventNames.Deleted => e.Read(DomainJson.Stored.PromptDeleted).ForkedFrom,
                _ => null,
            };
            if (source is not null) forks[e.Subject] = source;
        }

        // The source looks at what the fork is now, so one call per fork is enough, in any order.
        await Task.WhenAll(forks.Select(fork => grains.Prompt(fork.Value).ReflectForkAsync(fork.Key)));
        await checkpoints.WriteAsync(Name, partition, events[^1].Position.Sequence, cancellationToken: cancellationToken);
    }

    public ValueTask SkipAsync(LedgerPosition position, CancellationToken cancellationToken) =>
        checkpoints.WriteAsync(Name, position.Partition, position.Sequence, cancellationToken: cancellationToken);
}
