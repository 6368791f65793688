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

    public int BatchSizeMax => 8_000;

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

    /// <summary>Takes prompts (at most 1,000) out of the index and, where they are public, puts them in again as the ledger
    /// holds them now. For repairs: what the index has is not trusted, not even its revision.</summary>
    public async Task ReindexAsync(IReadOnlyCollection<string> promptIds, CancellationToken cancellationToken)
    {
        var batch = await ReadAsync(promptIds, cancellationToken);
        await index.ApplyAsync(new SearchBatch { Deletes = [.. promptIds] }, cancellationToken);
        await index.ApplyAsync(batch, cancellationToken);
    }

    private async ValueTask HandleAsync(ISearchWriter writer, int partition, IReadOnlyList<LedgerEvent> events, CancellationToken cancellationToken)
    {
        var edited = new HashSet<string>(StringComparer.Ordinal);
        var counted = new HashSet<string>(StringComparer.Ordinal);
        foreach (var e in events)
        {
            switch (e.Name)
            {
                case PromptEventNames.Published or PromptEventNames.Edited or PromptEventNames.Deleted or PromptEventNames.Moderated:
                    edited.Add(e.Subject);
                    break;
                case PromptEventNames.LikesChanged or PromptEventNames.SavesChanged or PromptEventNames.ForksChanged:
                    counted.Add(e.Subject);
                    break;
                default:
                    break;
            }
        }

        var deletes = ImmutableArray.CreateBuilder<string>();
        var upserts = ImmutableArray.CreateBuilder<SearchDocument>();
        var counters = ImmutableArray.CreateBuilder<SearchCounters>();
        var scores = ImmutableArray.CreateBuilder<SearchScore>();
        foreach (var ids in edited.Chunk(1_000))
        {
            var batch = await ReadAsync(ids, cancellationToken);
            deletes.AddRange(batch.Deletes);
            upserts.AddRange(batch.Upserts);
            counters.AddRange(batch.Counters);
            scores.AddRange(batch.Scores);
        }

        // Likes need no text: a long prompt that many like is not read for each of them.
        foreach (var ids in counted.Except(edited).Chunk(1_000))
        {
            foreach (var (id, values) in await reader.ReadCountersAsync(ids, cancellationToken)) counters.Add(CountersOf(id, values));
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

    /// <summary>What the index should hold of those prompts.</summary>
    private async Task<SearchBatch> ReadAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        var documents = await reader.ReadDocumentsAsync(ids, cancellationToken);
        var prompts = documents.Select(d => (Document: d, Prompt: d.ReadPrompt())).ToList();
        var listed = prompts.Where(p => p.Prompt.IsListed).ToList();
        var handles = await authors.ResolveAsync(listed.Select(p => p.Prompt.OwnerId), cancellationToken);
        var scores = await trending.ReadAsync([.. listed.Select(p => p.Prompt.Id)], cancellationToken);
        return new SearchBatch
        {
            Upserts = [.. listed.Select(p => ToSearch(p.Document, p.Prompt, handles[p.Prompt.OwnerId]))],
            Deletes = [.. ids.Except(listed.Select(p => p.Prompt.Id))],
            // An earlier batch may have indexed this revision already, with the counters of that time: the index leaves out
            // an upsert that is not newer, and the likes of this batch would go with it.
            Counters = [.. listed.Select(p => CountersOf(p.Prompt.Id, p.Document.Counters))],
            Scores = [.. scores.Where(s => s.Value.Scores.Signals > 0).Select(s => new SearchScore(s.Key, s.Value.Scores[TrendingProjection.SearchWindow]))],
        };
    }

    private static SearchCounters CountersOf(string id, ImmutableDictionary<string, long> values) => new(
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
