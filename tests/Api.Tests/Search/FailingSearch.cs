using PromptGrid.Search;

namespace PromptGrid.Api.Tests.Search;

/// <summary>A search index that can be away for a while.</summary>
public sealed class FailingSearch(ISearchIndex inner) : ISearchIndex
{
    public bool IsAway { get; set; }

    private ISearchIndex Inner => IsAway ? throw new SearchUnavailableException("It is away.") : inner;

    public ValueTask InitializeAsync(CancellationToken cancellationToken = default) => Inner.InitializeAsync(cancellationToken);

    public ValueTask<SearchPage> SearchAsync(SearchQuery query, CancellationToken cancellationToken = default) => Inner.SearchAsync(query, cancellationToken);

    public ValueTask<IReadOnlyList<SearchSuggestion>> SuggestAsync(string text, int limit, CancellationToken cancellationToken = default) => Inner.SuggestAsync(text, limit, cancellationToken);

    public ValueTask<IReadOnlyList<string>> RelatedAsync(string id, int limit, CancellationToken cancellationToken = default) => Inner.RelatedAsync(id, limit, cancellationToken);

    public ValueTask<IReadOnlyList<FacetValue>> ListValuesAsync(ValueQuery query, CancellationToken cancellationToken = default) =>
        Inner.ListValuesAsync(query, cancellationToken);

    public ValueTask<long> CountAsync(CancellationToken cancellationToken = default) => Inner.CountAsync(cancellationToken);

    public ValueTask<ISearchRebuild> BeginRebuildAsync(CancellationToken cancellationToken = default) => Inner.BeginRebuildAsync(cancellationToken);

    public ValueTask<long> ReadCheckpointAsync(int partition, CancellationToken cancellationToken = default) => Inner.ReadCheckpointAsync(partition, cancellationToken);

    public ValueTask ApplyAsync(SearchBatch batch, CancellationToken cancellationToken = default) => Inner.ApplyAsync(batch, cancellationToken);
}
