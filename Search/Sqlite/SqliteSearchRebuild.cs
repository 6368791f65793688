using PromptGrid.Search.Sqlite.Storage;

namespace PromptGrid.Search.Sqlite;

/// <summary>A second index file being filled beside the live one.</summary>
internal sealed class SqliteSearchRebuild(SqliteSearchIndex index, IndexFile shadow) : ISearchRebuild
{
    private bool _isCommitted;

    public ValueTask<long> ReadCheckpointAsync(int partition, CancellationToken cancellationToken = default) =>
        WriteAsync(file => file.Writer.ReadCheckpoint(partition), cancellationToken);

    public async ValueTask ApplyAsync(SearchBatch batch, CancellationToken cancellationToken = default)
    {
        var prepared = PreparedBatch.From(batch, cancellationToken);
        await WriteAsync(
            file =>
            {
                file.Writer.Apply(prepared, cancellationToken);
                return true;
            },
            cancellationToken);
    }

    public async ValueTask CommitAsync(CancellationToken cancellationToken = default)
    {
        if (_isCommitted)
            throw new InvalidOperationException("The rebuilt index is live already.");
        if (shadow.IsDiscarded)
            throw Discarded();
        await index.CommitShadowAsync(shadow, cancellationToken);
        _isCommitted = true;
    }

    public ValueTask DisposeAsync()
    {
        if (!_isCommitted)
            index.DiscardShadow(shadow);
        return ValueTask.CompletedTask;
    }

    private async ValueTask<T> WriteAsync<T>(Func<IndexFile, T> write, CancellationToken cancellationToken)
    {
        if (_isCommitted || !shadow.TryUse())
            throw Discarded();
        var (isWritten, result) = await index.TryWriteAsync(shadow, write, cancellationToken);
        return isWritten ? result! : throw Discarded();
    }

    private SearchUnavailableException Discarded() =>
        new(_isCommitted ? "The rebuild has ended: write to the index itself." : "The rebuild was discarded.");
}
