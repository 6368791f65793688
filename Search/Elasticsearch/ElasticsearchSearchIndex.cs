using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PromptGrid.Search.Elasticsearch.Indices;
using PromptGrid.Search.Elasticsearch.Queries;
using PromptGrid.Search.Elasticsearch.Transport;
using PromptGrid.Search.Elasticsearch.Writing;

namespace PromptGrid.Search.Elasticsearch;

/// <summary>The search index in Elasticsearch.</summary>
/// <remarks>
/// Many processes may use one index. What is written can be found after the refresh interval. A batch is not one
/// transaction: its checkpoint is written when all of it is, so that a batch that broke off is written again, and every
/// change may be written twice. When Elasticsearch is away or slow, every call fails with
/// <see cref="SearchUnavailableException"/> within its timeout; nothing is kept in memory for later, since the ledger is
/// read again from the checkpoint.
/// </remarks>
public sealed partial class ElasticsearchSearchIndex : ISearchIndex
{
    private readonly ElasticsearchOptions _options;
    private readonly IElasticsearchTransport _transport;
    private readonly TimeProvider _time;
    private readonly ILogger<ElasticsearchSearchIndex> _logger;
    private readonly SearchMetrics _metrics;
    private readonly IndexNames _names;
    private readonly IndexAdmin _admin;
    private readonly BulkWriter _writer;
    private readonly SemaphoreSlim _preparing = new(1);
    private volatile bool _isPrepared;

    /// <param name="chance">Evenly distributed from 0 to 1; called from many threads.</param>
    internal ElasticsearchSearchIndex(
        IOptions<ElasticsearchOptions> options, IElasticsearchTransport transport, TimeProvider time, Func<double> chance, ILogger<ElasticsearchSearchIndex> logger, SearchMetrics metrics)
    {
        (_options, _transport, _time, _logger, _metrics) = (options.Value, transport, time, logger, metrics);
        _names = new IndexNames(_options.IndexPrefix);
        _admin = new IndexAdmin(transport, _names, _options, time);
        _writer = new BulkWriter(transport, _options, time, chance, logger);
    }

    /// <summary>Writes the index template and makes the index where there is none. When Elasticsearch is away, the first
    /// call that reaches it does so: a program may start without it.</summary>
    /// <exception cref="ElasticsearchRefusal">Elasticsearch is there and will not do it: credentials, rights, a setting.</exception>
    public async ValueTask InitializeAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            await PrepareAsync(cancellationToken);
        }
        catch (Exception e) when (e is SearchUnavailableException or ElasticsearchRefusal { IsOfTheServer: true })
        {
            LogAway(_logger, e);
        }
    }

    /// <inheritdoc/>
    public ValueTask<SearchPage> SearchAsync(SearchQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.Limit, 100);
        return ReadAsync("search", () => new QueryRunner(SendSearchAsync, _options, _time).SearchAsync(query, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<SearchSuggestion>> SuggestAsync(string text, int limit, CancellationToken cancellationToken = default)
    {
        var typed = TypedText.Parse(text);
        if (limit <= 0 || typed.IsEmpty)
            return [];
        return await ReadAsync("suggest", async () =>
        {
            var found = (await SendSearchAsync(SuggestBody.Of(typed, Reading.AsTyped, limit, _options), cancellationToken))
                .Read(json => SuggestBody.Read(json, typed, Reading.AsTyped, limit));
            if (found.Count > 0)
                return found;
            return (await SendSearchAsync(SuggestBody.Of(typed, Reading.Forgiving, limit, _options), cancellationToken))
                .Read(json => SuggestBody.Read(json, typed, Reading.Forgiving, limit));
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<string>> RelatedAsync(string id, int limit, CancellationToken cancellationToken = default)
    {
        if (limit <= 0)
            return [];
        return await ReadAsync<IReadOnlyList<string>>("related", async () =>
        {
            var answer = await _transport.SendAsync(
                new ElasticsearchRequest(HttpMethod.Get, $"/{_names.Alias}/_doc/{Uri.EscapeDataString(id)}?_source_includes={Fields.Tags}", _options.QueryTimeout), cancellationToken);
            if (answer.Status == 404 && answer.ErrorType().Length == 0)
                return [];
            ElasticsearchRefusal.ThrowIfRefused("read a prompt", answer);
            var tags = answer.Read(json => json.GetProperty("_source").TryGetProperty(Fields.Tags, out var values) ? values.EnumerateArray().Select(v => v.GetString()!).ToList() : []);
            return (await SendSearchAsync(RelatedBody.Of(_names.Alias, id, tags, limit, _options), cancellationToken)).Read(json =>
            {
                SearchAnswer.ThrowIfPartial(json);
                return json.GetProperty("hits").GetProperty("hits").EnumerateArray().Select(h => h.GetProperty("_id").GetString()!).ToList();
            });
        }, cancellationToken);
    }

    /// <summary>See <see cref="ISearchIndex.ListValuesAsync"/>. Values beyond the 50,000 most used are not listed.</summary>
    public async ValueTask<IReadOnlyList<FacetValue>> ListValuesAsync(ValueQuery query, CancellationToken cancellationToken = default)
    {
        if (query.Limit <= 0)
            return [];
        return await ReadAsync("values", () => new ValueLister(SendSearchAsync, _options).ListAsync(query, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<long> CountAsync(CancellationToken cancellationToken = default)
    {
        var count = await ReadAsync("count", async () =>
        {
            var answer = await _transport.SendAsync(
                new ElasticsearchRequest(HttpMethod.Post, $"/{_names.Alias}/_count", _options.QueryTimeout) { Body = SearchBody.Count() }, cancellationToken);
            ElasticsearchRefusal.ThrowIfRefused("count", answer);
            return answer.Read(json => json.GetProperty("count").GetInt64());
        }, cancellationToken);
        _metrics.Indexed(count);
        return count;
    }

    /// <inheritdoc/>
    public async ValueTask<ISearchRebuild> BeginRebuildAsync(CancellationToken cancellationToken = default)
    {
        return await UnlessOfAChangeAsync(async () =>
        {
            await PrepareAsync(cancellationToken);
            return new ElasticsearchRebuild(this, await _admin.MakeShadowAsync(cancellationToken));
        });
    }

    internal IndexNames Names => _names;

    private ValueTask<ElasticsearchAnswer> SendSearchAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken) => SendSearchAsync(_names.Alias, body, cancellationToken);

    private async ValueTask<ElasticsearchAnswer> SendSearchAsync(string index, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        // Half an answer would look like a whole one: Elasticsearch is told not to give it.
        var answer = await _transport.SendAsync(
            new ElasticsearchRequest(HttpMethod.Post, $"/{index}/_search?allow_partial_search_results=false", _options.QueryTimeout) { Body = body }, cancellationToken);
        ElasticsearchRefusal.ThrowIfRefused("search", answer);
        return answer;
    }

    /// <summary>Runs a query; once more when the index was replaced under it.</summary>
    private async ValueTask<T> ReadAsync<T>(string operation, Func<ValueTask<T>> read, CancellationToken cancellationToken)
    {
        var started = _time.GetTimestamp();
        var outcome = "failed";
        try
        {
            var answer = await WithIndexAsync(read, cancellationToken);
            outcome = "ok";
            return answer;
        }
        catch (ElasticsearchRefusal refusal)
        {
            throw Unavailable(refusal);
        }
        finally
        {
            _metrics.Queried(operation, outcome, _time.GetElapsedTime(started));
        }
    }

    private SearchUnavailableException Unavailable(ElasticsearchRefusal refusal)
    {
        LogRefused(_logger, refusal.Operation, refusal.Status, refusal.Type);
        return new SearchUnavailableException("The search index cannot be used now.", refusal);
    }

    private async ValueTask<T> WithIndexAsync<T>(Func<ValueTask<T>> work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await PrepareAsync(cancellationToken);
        try
        {
            return await work();
        }
        catch (ElasticsearchRefusal refusal) when (refusal.IsMissingIndex)
        {
            // Swapped in this moment, or deleted by somebody: then it begins anew, and its checkpoint with it.
            _isPrepared = false;
            await PrepareAsync(cancellationToken);
            return await work();
        }
    }

    private async ValueTask PrepareAsync(CancellationToken cancellationToken)
    {
        if (_isPrepared)
            return;
        await _preparing.WaitAsync(cancellationToken);
        try
        {
            if (_isPrepared)
                return;
            if (await _admin.PrepareAsync(cancellationToken))
                LogIndexCreated(_logger, _names.First);
            _isPrepared = true;
        }
        finally
        {
            _preparing.Release();
        }
    }
}
