using PromptGrid.Search;

namespace PromptGrid.Simulation.Tests.Replay;

/// <summary>The rows of the search index.</summary>
internal sealed class SearchTables
{
    public Dictionary<string, SearchRow> Rows { get; } = new(StringComparer.Ordinal);

    public Dictionary<int, long> Checkpoints { get; } = [];
}

internal sealed record SearchRow(long Revision, string Title, string Content, long Likes, long Saves, long Forks, double Trending);

/// <summary>What the projections write to the index, kept by the same rules as the SQLite index. Queries are not its
/// affair: the audit looks at the rows.</summary>
internal sealed class SimSearchIndex(SimDevice device, SimDisk disk) : ISearchIndex
{
    public ValueTask InitializeAsync(CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

    public ValueTask<long> ReadCheckpointAsync(int partition, CancellationToken cancellationToken = default) =>
        device.ReadAsync("index", () => disk.Search.Checkpoints.GetValueOrDefault(partition), Failure);

    public async ValueTask ApplyAsync(SearchBatch batch, CancellationToken cancellationToken = default)
    {
        if (disk.Flaw == Flaw.IndexChecksInBeforeItsRows && batch.Checkpoint is { } early)
        {
            await WriteAsync(() => Check(early));
            await WriteAsync(() => Apply(batch));
            return;
        }

        var isTaken = await device.WriteAsync(
            "index",
            () =>
            {
                if (batch is { Checkpoint: { } end, After: { } after } && disk.Search.Checkpoints.GetValueOrDefault(end.Partition) != after) return false;
                Apply(batch);
                if (batch.Checkpoint is { } checkpoint) Check(checkpoint);
                return true;
            },
            Failure);
        if (!isTaken) throw Failure();
    }

    public ValueTask<long> CountAsync(CancellationToken cancellationToken = default) => ValueTask.FromResult((long)disk.Search.Rows.Count);

    public ValueTask<SearchPage> SearchAsync(SearchQuery query, CancellationToken cancellationToken = default) => throw NoQueries();

    public ValueTask<IReadOnlyList<SearchSuggestion>> SuggestAsync(string text, int limit, CancellationToken cancellationToken = default) => throw NoQueries();

    public ValueTask<IReadOnlyList<string>> RelatedAsync(string id, int limit, CancellationToken cancellationToken = default) => throw NoQueries();

    public ValueTask<IReadOnlyList<FacetValue>> ListValuesAsync(ValueQuery query, CancellationToken cancellationToken = default) => throw NoQueries();

    public ValueTask<ISearchRebuild> BeginRebuildAsync(CancellationToken cancellationToken = default) => throw NoQueries();

    private async ValueTask WriteAsync(Action write) => await device.WriteAsync(
        "index",
        () =>
        {
            write();
            return true;
        },
        Failure);

    private void Check(SearchCheckpoint checkpoint) =>
        disk.Search.Checkpoints[checkpoint.Partition] = Math.Max(disk.Search.Checkpoints.GetValueOrDefault(checkpoint.Partition), checkpoint.Sequence);

    private void Apply(SearchBatch batch)
    {
        var rows = disk.Search.Rows;
        foreach (var document in batch.Upserts)
        {
            var known = rows.GetValueOrDefault(document.Id);
            if (known is not null && known.Revision >= document.Revision) continue;
            rows[document.Id] = new SearchRow(
                document.Revision, document.Title, document.Content, document.Likes, document.Saves, document.Forks,
                known?.Trending ?? double.NegativeInfinity);
        }

        foreach (var id in batch.Deletes) rows.Remove(id);
        foreach (var counters in batch.Counters)
        {
            if (rows.TryGetValue(counters.Id, out var row))
                rows[counters.Id] = row with { Likes = counters.Likes, Saves = counters.Saves, Forks = counters.Forks };
        }

        foreach (var score in batch.Scores)
        {
            if (rows.TryGetValue(score.Id, out var row)) rows[score.Id] = row with { Trending = score.Trending };
        }
    }

    private static SearchUnavailableException Failure() => new("The index did not answer.");

    private static NotSupportedException NoQueries() => new("The simulation reads the index's rows.");
}
