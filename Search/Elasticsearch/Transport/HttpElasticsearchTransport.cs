using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.Logging;

namespace PromptGrid.Search.Elasticsearch.Transport;

/// <summary>Speaks to Elasticsearch over <see cref="HttpClient"/>.</summary>
/// <remarks>
/// A node that cannot be reached, or answers 502, 503 or 504, rests for a while, and the request goes to the next one; 429
/// is waited out. Pauses double and half of each is chance, so that clients do not come back all at once. Certificates are
/// checked as the system does; redirects are not followed, so that credentials stay with the node they were meant for.
/// </remarks>
internal sealed partial class HttpElasticsearchTransport : IElasticsearchTransport, IDisposable
{
    private const int MaxAnswerBytes = 32_000_000;
    private static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(5);

    private readonly ElasticsearchOptions _options;
    private readonly ElasticsearchNodes _nodes;
    private readonly HttpClient _http;
    private readonly SemaphoreSlim _slots;
    private readonly TimeProvider _time;
    private readonly Func<double> _chance;
    private readonly ILogger _logger;

    /// <param name="chance">Evenly distributed from 0 to 1; called from many threads.</param>
    public HttpElasticsearchTransport(ElasticsearchOptions options, TimeProvider time, Func<double> chance, ILogger<HttpElasticsearchTransport> logger)
    {
        (_options, _time, _chance, _logger) = (options, time, chance, logger);
        _nodes = new ElasticsearchNodes(options.Nodes, time);
        _slots = new SemaphoreSlim(options.MaxConcurrentRequests);
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = System.Net.DecompressionMethods.All,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        };
        _http = new HttpClient(handler) { Timeout = System.Threading.Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = MaxAnswerBytes };
        _http.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (!string.IsNullOrEmpty(options.ApiKey))
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("ApiKey", options.ApiKey);
        else if (!string.IsNullOrEmpty(options.User))
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{options.User}:{options.Password}")));
    }

    /// <inheritdoc/>
    public async ValueTask<ElasticsearchAnswer> SendAsync(ElasticsearchRequest request, CancellationToken cancellationToken)
    {
        var started = _time.GetTimestamp();
        using var timeout = new CancellationTokenSource(request.Timeout, _time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            await _slots.WaitAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SearchUnavailableException("Too many requests to Elasticsearch are under way.");
        }

        try
        {
            return await SendAsync(request, started, limit.Token, cancellationToken);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SearchUnavailableException("Elasticsearch took too long.");
        }
        finally
        {
            _slots.Release();
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        _slots.Dispose();
    }

    private async Task<ElasticsearchAnswer> SendAsync(ElasticsearchRequest request, long started, CancellationToken limit, CancellationToken cancellationToken)
    {
        var tried = new List<ElasticsearchNode>();
        for (var attempt = 1; ; attempt++)
        {
            if (tried.Count == _nodes.Count)
                tried.Clear();
            var node = _nodes.Next(tried);
            tried.Add(node);
            var (answer, retryAfter, failure) = await TryAsync(request, node, limit, cancellationToken);
            if (answer is not null)
                return answer;
            var pause = tried.Count < _nodes.Count && retryAfter is null ? TimeSpan.Zero : retryAfter ?? Pause(attempt);
            // No use in waiting for an attempt that there is no time for.
            if (attempt >= _options.MaxAttempts || _time.GetElapsedTime(started) + pause >= request.Timeout)
                throw new SearchUnavailableException("Elasticsearch is away or too busy.", failure);
            LogRetries(_logger, request.Method.Method, attempt, (long)pause.TotalMilliseconds);
            if (pause > TimeSpan.Zero)
                await Task.Delay(pause, _time, limit);
        }
    }

    private async Task<(ElasticsearchAnswer? Answer, TimeSpan? RetryAfter, Exception? Failure)> TryAsync(ElasticsearchRequest request, ElasticsearchNode node, CancellationToken limit, CancellationToken cancellationToken)
    {
        // Where another node can be asked, a silent one does not get all the time there is.
        using var share = new CancellationTokenSource(_nodes.Count > 1 ? request.Timeout / 2 : request.Timeout, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit, share.Token);
        try
        {
            using var message = new HttpRequestMessage(request.Method, new Uri(node.Address, request.Path.TrimStart('/')));
            if (!request.Body.IsEmpty)
            {
                message.Content = new ReadOnlyMemoryContent(request.Body);
                message.Content.Headers.ContentType = new MediaTypeHeaderValue(request.IsLines ? "application/x-ndjson" : "application/json");
            }

            using var response = await _http.SendAsync(message, HttpCompletionOption.ResponseContentRead, both.Token);
            var status = (int)response.StatusCode;
            if (status is 502 or 503 or 504)
            {
                Failed(node, null);
                return (null, null, null);
            }

            if (node.Answered())
                LogNodeBack(_logger, node.Address.Authority);
            if (status == 429)
                return (null, response.Headers.RetryAfter?.Delta ?? Pause(1), null);
            return (new ElasticsearchAnswer(status, await response.Content.ReadAsByteArrayAsync(both.Token)), null, null);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            Failed(node, e);
            return (null, null, e);
        }
        catch (OperationCanceledException e)
        {
            // A caller that went away says nothing about the node.
            cancellationToken.ThrowIfCancellationRequested();
            Failed(node, e);
            limit.ThrowIfCancellationRequested();
            return (null, null, e);
        }
    }

    private void Failed(ElasticsearchNode node, Exception? failure)
    {
        if (node.Failed())
            LogNodeFailed(_logger, node.Address.Authority, failure?.GetType().Name ?? "unavailable");
    }

    private TimeSpan Pause(int attempt)
    {
        var whole = Math.Min(PauseMax.Ticks, _options.BackOff.Ticks << Math.Min(attempt - 1, 16));
        return TimeSpan.FromTicks((long)(whole * (0.5 + 0.5 * _chance())));
    }
}
