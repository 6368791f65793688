using PromptGrid.Domain.Common;
using PromptGrid.Domain.Prompts;
using PromptGrid.Grains.Interfaces.Projections;
using PromptGrid.Ledger;
using PromptGrid.Projections.Storage;

namespace PromptGrid.Projections.Feed;

/// <summary>Keeps the feed's index. When a prompt became public is what its events say, so that following them again comes
/// to the same; rows and checkpoint are one transaction.</summary>
public sealed class FeedProjection(IFeedStore store, ILedgerReader reader, TimeProvider time) : IProjection
{
    private readonly PacedCheckpoints _checkpoints = new(time);

    public string Name => ProjectionNames.Feed;

    public TimeSpan Pace => TimeSpan.FromMilliseconds(50);

    public TimeSpan PaceWhenBusy => TimeSpan.FromMilliseconds(250);

    public int BatchSizeMax => 4_000;

    public async ValueTask<long> ReadCheckpointAsync(int partition, CancellationToken cancellationToken)
    {
        var stored = (await store.ReadCheckpointsAsync(cancellationToken)).GetValueOrDefault(partition);
        _checkpoints.Begin(partition, stored);
        return stored;
    }

    public async ValueTask HandleAsync(int partition, IReadOnlyList<LedgerEvent> events, CancellationToken cancellationToken)
    {
        var told = events.Where(e => e.Name is PromptEventNames.Published or PromptEventNames.Edited or PromptEventNames.Deleted).ToList();
        var before = new Dictionary<string, FeedRow>(StringComparer.Ordinal);
        var after = new Dictionary<string, FeedRow?>(StringComparer.Ordinal);
        foreach (var ids in told.Select(e => e.Subject).Distinct().Chunk(1_000))
        {
            foreach (var (id, row) in await store.ReadAsync(ids, cancellationToken)) before[id] = row;
        }

        foreach (var e in told)
        {
            var known = after.TryGetValue(e.Subject, out var changed) ? changed : before.GetValueOrDefault(e.Subject);
            var owner = PublicOwner(e);
            after[e.Subject] = owner is null ? null : known ?? new FeedRow(e.Subject, Microseconds.From(e.At), owner, []);
        }

        foreach (var ids in after.Where(a => a.Value is not null).Select(a => a.Key).Chunk(1_000))
        {
            foreach (var document in await reader.ReadDocumentsAsync(ids, cancellationToken)) after[document.Id] = after[document.Id]! with { Tags = document.ReadPrompt().Tags };
        }

        var rows = after.Values.OfType<FeedRow>().Where(r => !(before.TryGetValue(r.PromptId, out var old) && old.IsSame(r))).ToList();
        var removed = after.Where(a => a.Value is null && before.ContainsKey(a.Key)).Select(a => a.Key).ToList();
        await WriteAsync(_checkpoints.Handle(partition, events, rows.Count + removed.Count > 0), rows, removed, cancellationToken);
    }

    public async ValueTask IdleAsync(int partition, CancellationToken cancellationToken) => await WriteAsync(_checkpoints.Idle(partition), [], [], cancellationToken);

    public async ValueTask SkipAsync(LedgerPosition position, CancellationToken cancellationToken) => await WriteAsync(_checkpoints.Skip(position), [], [], cancellationToken);

    private async Task WriteAsync(CheckpointMove? move, IReadOnlyCollection<FeedRow> rows, IReadOnlyCollection<string> removed, CancellationToken cancellationToken)
    {
        if (move is null) return;
        await store.WriteAsync(move, rows, removed, cancellationToken);
        _checkpoints.Written(move);
    }

    /// <summary>Whose public prompt it is after the event; null when it is not public then.</summary>
    private static string? PublicOwner(LedgerEvent e)
    {
        var (owner, visibility) = e.Name switch
        {
            PromptEventNames.Published when e.Read(DomainJson.Stored.PromptPublished) is var published => (published.OwnerId, published.Visibility),
            PromptEventNames.Edited when e.Read(DomainJson.Stored.PromptEdited) is var edited => (edited.OwnerId, edited.Visibility),
            _ => ("", Visibilities.Private),
        };
        return visibility == Visibilities.Public ? owner : null;
    }
}
