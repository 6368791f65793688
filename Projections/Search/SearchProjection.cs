using System.Collections.Concurrent;
using System.Collections.Immutable;
using PromptGrid.Domain.Prompts;
using PromptGrid.Domain.Trending;
using PromptGrid.Grains.Interfaces.Projections;
using PromptGrid.Ledger;
using PromptGrid.Projections.Trending;
using PromptGrid.Search;

namespace PromptGrid.Projections.Search;

/// <summary>
/// Keeps the search index in step with the public prompts. Idempotent: it writes what the ledger holds now, whatever the
/// event said, and the checkpoint goes into the index with the rows.
/// </summary>
public sealed class SearchProjection(ISearchIndex index, ILedgerReader reader, ITrendingStore trending, AuthorHandles authors) : IProjection
{
    // Per partition, how far the index was when it was last heard of.
    private readonly ConcurrentDictionary<int, long> _reached = new();

    public string Name => ProjectionNames.Search;

    public TimeSpan Pace => TimeSpan.FromMilliseconds(100);

    public TimeSpan PaceWhenBusy => TimeSpan.FromMilliseconds(250);

    public int BatchSizeMax => 4_000;

    public async ValueTask<long> ReadCheckpointAsync(int partition, CancellationToken cancellationToken) =>
        _reached[partition] = await index.ReadCheckpointAsync(partition, cancellationToken);

    public async ValueTask HandleAsync(int partition, IReadOnlyList<LedgerEvent> events, CancellationToken cancellationToken)
    {
        await HandleAsync(index, partition, events, cancellationToken);
        _reached[partition] = events[^1].Position.Sequence;
    }

    /// <summary>A damaged index is begun anew by whoever touches it first, also when nothing is left to write: nobody else
    /// would fill it.</summary>
    public async ValueTask IdleAsync(int partition, CancellationToken cancellationToken)
    {
        var held = await index.ReadCheckpointAsync(partition, cancellationToken);
        if (held < _reached.GetValueOrDefault(partition)) throw new SearchUnavailableException($"The index was begun anew: it holds partition {partition} up to {held}.");
    }

    public ValueTask SkipAsync(LedgerPosition position, CancellationToken cancellationToken) =>
        index.ApplyAsync(new SearchBatch { Checkpoint = new SearchCheckpoint(position.Partition, position.Sequence), After = position.Sequence - 1 }, cancellationToken);

    /// <summary>Fills a shadow index from the whole ledger and makes it the live one. Queries and live indexing go on.</summary>
    public async Task RebuildAsync(IProgress<(long Done, long Total)>? progress, CancellationToken cancellationToken)
    {
        await using var shadow = await index.BeginRebuildAsync(cancellationToken);
        long done = 0, total = 0;
        for (var partition = 0; partition < reader.PartitionCount; partition++) total += await reader.ReadHeadAsync(partition, cancellationToken);
        for (var partition = 0; partition < reader.PartitionCount; partition++)
        {
            var sequence = await shadow.ReadCheckpointAsync(partition, cancellationToken);
            while (await reader.ReadEventsAsync(partition, sequence, BatchSizeMax, cancellationToken) is { Count: > 0 } events)
            {
                await HandleAsync(shadow, partition, events, cancellationToken);
                sequence = events[^1].Position.Sequence;
                done += events.Count;
                progress?.Report((done, Math.Max(done, total)));
            }
        }

        await shadow.CommitAsync(cancellationToken);
    }

    private async ValueTask HandleAsync(ISearchWriter writer, int partition, IReadOnlyList<LedgerEvent> events, CancellationToken cancellationToken)
    {
        var edited = new HashSet<string>(StringComparer.Ordinal);
        var counted = new HashSet<string>(StringComparer.Ordinal);
        foreach (var e in events)
        {
            switch (e.Name)
            {
                case PromptEventNames.Published or PromptEventNames.Edited or PromptEventNames.Deleted:
                    edited.Add(e.Subject);
                    break;
                case PromptEventNames.LikesChanged or PromptEventNames.SavesChanged or PromptEventNames.ForksChanged:
                    counted.Add(e.Subject);
                    break;
                default:
                    break;
            }
        }

        var upserts = ImmutableArray.CreateBuilder<SearchDocument>();
        var deletes = ImmutableArray.CreateBuilder<string>();
        var counters = ImmutableArray.CreateBuilder<SearchCounters>();
        var scores = ImmutableArray.CreateBuilder<SearchScore>();
        foreach (var ids in edited.Chunk(1_000))
        {
            var documents = await reader.ReadDocumentsAsync(ids, cancellationToken);
            deletes.AddRange(ids.Except(documents.Select(d => d.Id)));
            var prompts = documents.Select(d => (Document: d, Prompt: d.ReadPrompt())).ToList();
            var handles = await authors.ResolveAsync(prompts.Where(p => p.Prompt.IsListed).Select(p => p.Prompt.OwnerId), cancellationToken);
            foreach (var (document, prompt) in prompts)
            {
                if (prompt.IsListed) upserts.Add(ToSearch(document, prompt, handles[prompt.OwnerId]));
                else deletes.Add(prompt.Id);

                // An earlier batch may have read this very revision already; the index then ignores the upsert, and with it
                // what was counted since.
                if (prompt.IsListed && counted.Contains(prompt.Id)) counters.Add(ToCounters(prompt.Id, document.Counters));
            }

            foreach (var (id, score) in await trending.ReadAsync([.. prompts.Select(p => p.Prompt.Id)], cancellationToken))
            {
                if (score.Scores.Signals > 0) scores.Add(new SearchScore(id, score.Scores[TrendingProjection.SearchWindow]));
            }
        }

        // Likes need no text: a long prompt that many like is not read for each of them.
        foreach (var ids in counted.Except(edited).Chunk(1_000))
        {
            foreach (var (id, values) in await reader.ReadCountersAsync(ids, cancellationToken)) counters.Add(ToCounters(id, values));
        }

        await writer.ApplyAsync(
            new SearchBatch
            {
                Upserts = upserts.DrainToImmutable(),
                Deletes = deletes.DrainToImmutable(),
                Counters = counters.DrainToImmutable(),
                Scores = scores.DrainToImmutable(),
                Checkpoint = new SearchCheckpoint(partition, events[^1].Position.Sequence),
                After = events[0].Position.Sequence - 1,
            },
            cancellationToken);
    }

    private static SearchCounters ToCounters(string id, ImmutableDictionary<string, long> values) => new(
        id, values.GetValueOrDefault(PromptCounters.Likes), values.GetValueOrDefault(PromptCounters.Saves), values.GetValueOrDefault(PromptCounters.Forks));

    private static SearchDocument ToSearch(LedgerDocument document, PromptDocument prompt, string handle) => new()
    {
        Id = prompt.Id,
        Revision = document.Version,
        Title = prompt.Title,
        Description = prompt.Description,
        Content = PromptRules.FullText(prompt),
        Type = prompt.Type,
        Tags = prompt.Tags,
        Models = prompt.Models,
        Category = prompt.Category,
        License = prompt.License,
        AuthorId = prompt.OwnerId,
        AuthorHandle = handle,
        CreatedAt = prompt.CreatedAt,
        UpdatedAt = prompt.UpdatedAt,
        Likes = document.Counter(PromptCounters.Likes),
        Saves = document.Counter(PromptCounters.Saves),
        Forks = document.Counter(PromptCounters.Forks),
    };
}
