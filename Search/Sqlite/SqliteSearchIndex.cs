using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PromptGrid.Search.Sqlite.Columns;
using PromptGrid.Search.Sqlite.Queries;
using PromptGrid.Search.Sqlite.Storage;

namespace PromptGrid.Search.Sqlite;

/// <summary>The search index in an SQLite file with full-text search (FTS5).</summary>
/// <remarks>
/// One process owns the file. Reads run at once on a bounded pool of connections, writes one after the other. A file that
/// is damaged or of another version is thrown away and begun from nothing, with checkpoint 0: the projection fills it again
/// from the ledger. An error of the disk fails the call with <see cref="SearchUnavailableException"/>, and the next call
/// opens the file again.
/// </remarks>
public sealed partial class SqliteSearchIndex : ISearchIndex, ISearchAudit, IAsyncDisposable, IDisposable
{
    private readonly SearchOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<SqliteSearchIndex> _logger;
    private readonly SearchMetrics _metrics;
    private readonly IndexFolder _folder;

    internal SqliteSearchIndex(IOptions<SearchOptions> options, TimeProvider time, ILogger<SqliteSearchIndex> logger, SearchMetrics metrics)
    {
        _options = options.Value;
        _time = time;
        _logger = logger;
        _metrics = metrics;
        _folder = new IndexFolder(_options, time, logger);
    }

    /// <inheritdoc/>
    public async ValueTask InitializeAsync(CancellationToken cancellationToken = default)
    {
        var file = await GuardAsync("initialize", () => _folder.UseAsync(Timeout.InfiniteTimeSpan, cancellationToken), cancellationToken);
        _metrics.Indexed(file.Columns.Count);
        file.EndUse();
    }

    /// <inheritdoc/>
    public ValueTask<SearchPage> SearchAsync(SearchQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.Limit, 100);
        return ReadAsync("search", (file, reader, deadline) => new QueryRunner(file, reader, _options, deadline, _time).Search(query), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SearchSuggestion>> SuggestAsync(string text, int limit, CancellationToken cancellationToken = default) => limit <= 0
        ? ValueTask.FromResult<IReadOnlyList<SearchSuggestion>>([])
        : ReadAsync("suggest", (file, reader, deadline) => new Suggester(file, reader, deadline, _time).Suggest(text, limit), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<string>> RelatedAsync(string id, int limit, CancellationToken cancellationToken = default) => limit <= 0
        ? ValueTask.FromResult<IReadOnlyList<string>>([])
        : ReadAsync("related", (file, reader, deadline) => new RelatedFinder(file, reader, deadline).Find(id, limit), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<FacetValue>> ListValuesAsync(ValueQuery query, CancellationToken cancellationToken = default)
    {
        var file = await GuardAsync("values", () => _folder.UseAsync(_options.QueryTimeout, cancellationToken), cancellationToken);
        try
        {
            return query.Limit <= 0 ? [] : Facets.Top(file.Columns[Facets.FieldOf(query.Field)], query.Limit, query.After, query.Order, query.Prefix);
        }
        finally
        {
            file.EndUse();
        }
    }

    /// <inheritdoc/>
    public async ValueTask<long> CountAsync(CancellationToken cancellationToken = default)
    {
        var file = await GuardAsync("count", () => _folder.UseAsync(_options.QueryTimeout, cancellationToken), cancellationToken);
        var count = file.Columns.Count;
        file.EndUse();
        return count;
    }

    /// <inheritdoc/>
    public ValueTask<long> ReadCheckpointAsync(int partition, CancellationToken cancellationToken = default) =>
        WriteLiveAsync(file => file.Writer.ReadCheckpoint(partition), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask ApplyAsync(SearchBatch batch, CancellationToken cancellationToken = default)
    {
        var started = _time.GetTimestamp();
        var prepared = PreparedBatch.From(batch, cancellationToken);
        var count = await WriteLiveAsync(
            file =>
            {
                file.Writer.Apply(prepared, cancellationToken);
                return file.Columns.Count;
            },
            cancellationToken);
        _metrics.Written(_time.GetElapsedTime(started));
        _metrics.Indexed(count);
    }

    /// <inheritdoc/>
    public ValueTask<SearchAuditPage> ScanAsync(string? afterId, int limit, CancellationToken cancellationToken = default) =>
        ReadAsync("audit", (_, reader, _) => AuditReader.Scan(reader, afterId, limit), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask ForgetAuthorAsync(string handle, CancellationToken cancellationToken = default) =>
        await WriteLiveAsync(
            file =>
            {
                file.Writer.ForgetAuthor(handle);
                return true;
            },
            cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<ISearchRebuild> BeginRebuildAsync(CancellationToken cancellationToken = default)
    {
        var shadow = await GuardAsync("rebuild", () => _folder.BeginShadowAsync(cancellationToken), cancellationToken);
        return new SqliteSearchRebuild(this, shadow);
    }

    internal IndexFolder Folder => _folder;

    /// <summary>Lets running queries end, then closes the file.</summary>
    public ValueTask DisposeAsync() => _folder.DisposeAsync();

    /// <summary>Closes the file as soon as running queries end.</summary>
    public void Dispose() => _folder.Dispose();

    /// <summary>Writes into a file that the caller holds, and gives it back.</summary>
    /// <returns>False when the file was retired before its turn came: nothing is written.</returns>
    internal async ValueTask<(bool IsWritten, T? Result)> TryWriteAsync<T>(IndexFile file, Func<IndexFile, T> write, CancellationToken cancellationToken)
    {
        try
        {
            await file.WriteLock.WaitAsync(cancellationToken);
            try
            {
                return file.IsRetired ? (false, default) : (true, await GuardAsync("write", () => ValueTask.FromResult(write(file)), cancellationToken, file));
            }
            finally
            {
                file.WriteLock.Release();
            }
        }
        finally
        {
            file.EndUse();
        }
    }

    // Who waited while the index was swapped writes into the new one.
    private async ValueTask<T> WriteLiveAsync<T>(Func<IndexFile, T> write, CancellationToken cancellationToken)
    {
        while (true)
        {
            var file = await GuardAsync("write", () => _folder.UseAsync(Timeout.InfiniteTimeSpan, cancellationToken), cancellationToken);
            var (isWritten, result) = await TryWriteAsync(file, write, cancellationToken);
            if (isWritten)
                return result!;
        }
    }

    internal async ValueTask CommitShadowAsync(IndexFile shadow, CancellationToken cancellationToken)
    {
        await GuardAsync("swap", () => _folder.SwapAsync(shadow, cancellationToken), cancellationToken);
        _metrics.Indexed(shadow.Columns.Count);
    }

    internal void DiscardShadow(IndexFile shadow) => _folder.DiscardShadow(shadow);
}
