namespace PromptGrid.Search.Elasticsearch;

/// <summary>A second index being filled beside the live one.</summary>
internal sealed class ElasticsearchRebuild(ElasticsearchSearchIndex index, string shadow) : ISearchRebuild
{
    private bool _isCommitted;

    public ValueTask<long> ReadCheckpointAsync(int partition, CancellationToken cancellationToken = default) =>
        UnlessDiscardedAsync(() => index.ReadCheckpointAsync(shadow, partition, cancellationToken));

    public async ValueTask ApplyAsync(SearchBatch batch, CancellationToken cancellationToken = default) => await UnlessDiscardedAsync(async () =>
    {
        await index.WriteAsync(shadow, isAlias: false, batch, cancellationToken);
        return true;
    });

    public async ValueTask CommitAsync(CancellationToken cancellationToken = default)
    {
        if (_isCommitted)
            throw new InvalidOperationException("The rebuilt index is live already.");
        _isCommitted = await UnlessDiscardedAsync(async () => await index.CommitShadowAsync(shadow, cancellationToken) ? true : throw Discarded(null));
    }

    public async ValueTask DisposeAsync()
    {
        if (!_isCommitted)
            await index.DiscardShadowAsync(shadow);
    }

    private async ValueTask<T> UnlessDiscardedAsync<T>(Func<ValueTask<T>> work)
    {
        if (_isCommitted)
            throw new SearchUnavailableException("The rebuild has ended: write to the index itself.");
        try
        {
            return await index.UnlessOfAChangeAsync(work);
        }
        catch (SearchUnavailableException failure) when (failure.InnerException is ElasticsearchRefusal { IsMissingIndex: true } refusal)
        {
            throw Discarded(refusal);
        }
    }

    private static SearchUnavailableException Discarded(Exception? inner) => new("The rebuild was discarded.", inner);
}
