using System.Collections.Concurrent;

namespace PromptGrid.Search.None;

/// <summary>Search turned off: queries are answered <see cref="SearchUnavailableException"/>, writes are taken and forgotten.
/// A real index that comes later starts empty and is filled from the ledger.</summary>
public sealed class NoSearchIndex : ISearchIndex
{
    // Only so that what follows the ledger does not read it over and over. Every process has its own: to all others the
    // index looks as if it were behind.
    private readonly ConcurrentDictionary<int, long> _checkpoints = new();

    public bool KeepsPrompts => false;

    public ValueTask InitializeAsync(CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

    public ValueTask<SearchPage> SearchAsync(SearchQuery query, CancellationToken cancellationToken = default) => throw Off();

    public ValueTask<IReadOnlyList<SearchSuggestion>> SuggestAsync(string text, int limit, CancellationToken cancellationToken = default) => throw Off();

    public ValueTask<IReadOnlyList<string>> RelatedAsync(string id, int limit, CancellationToken cancellationToken = default) => throw Off();

    public ValueTask<IReadOnlyList<FacetValue>> ListValuesAsync(ValueQuery query, CancellationToken cancellationToken = default) => throw Off();

    public ValueTask<long> CountAsync(CancellationToken cancellationToken = default) => throw Off();

    public ValueTask<ISearchRebuild> BeginRebuildAsync(CancellationToken cancellationToken = default) => throw Off();

    public ValueTask<long> ReadCheckpointAsync(int partition, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(_checkpoints.GetValueOrDefault(partition));

    public ValueTask ApplyAsync(SearchBatch batch, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (batch.Checkpoint is { } checkpoint) _checkpoints[checkpoint.Partition] = checkpoint.Sequence;
        return ValueTask.CompletedTask;
    }

    private static SearchUnavailableException Off() => new("Search is turned off (Search:Provider is None).");
}
