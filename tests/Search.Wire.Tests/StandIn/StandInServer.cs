using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using PromptGrid.Search.Wire.Tests.Description;

namespace PromptGrid.Search.Wire.Tests.StandIn;

/// <summary>
/// Speaks as much of Elasticsearch's protocol as this index uses, over real HTTP. Where the official description is at hand,
/// every request and every answer is checked against it, so that the stand-in cannot be wrong about their shape; what they
/// mean is as its author read the documentation.
/// </summary>
internal sealed class StandInServer : IAsyncDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private WebApplication? _app;
    private int _port;

    public StandInIndices Indices { get; } = new();

    public ConcurrentQueue<StandInRequest> Requests { get; } = new();

    /// <summary>What was wrong with requests or answers; tests expect it to stay empty.</summary>
    public ConcurrentQueue<string> Violations { get; } = new();

    /// <summary>Answers instead of the stand-in where it returns an answer; may wait, for ever too.</summary>
    public Func<StandInRequest, CancellationToken, Task<StandInReply?>> Instead { get; set; } = (_, _) => Task.FromResult<StandInReply?>(null);

    public string Address => $"http://127.0.0.1:{_port}";

    public void AssertNoViolations() => Assert.True(Violations.IsEmpty, string.Join('\n', Violations.Distinct()));

    public static async Task<StandInServer> StartAsync()
    {
        var server = new StandInServer();
        await server.ComeBackAsync();
        return server;
    }

    /// <summary>Starts listening, on the port it had before if any.</summary>
    public async Task ComeBackAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{_port}").ConfigureKestrel(k => k.Limits.MaxRequestBodySize = 100_000_000);
        _app = builder.Build();
        _app.Run(HandleAsync);
        await _app.StartAsync();
        _port = new Uri(_app.Urls.Single()).Port;
    }

    /// <summary>Stops listening; what is stored stays.</summary>
    public async Task GoAwayAsync()
    {
        if (_app is null)
            return;
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
        _app = null;
    }

    public async ValueTask DisposeAsync()
    {
        await GoAwayAsync();
        _turn.Dispose();
    }

    private async Task HandleAsync(HttpContext context)
    {
        using var memory = new MemoryStream();
        await context.Request.Body.CopyToAsync(memory, context.RequestAborted);
        var path = context.Request.Path.ToUriComponent();
        var request = new StandInRequest(context.Request.Method, path, context.Request.QueryString.Value ?? "", memory.ToArray(), context.Request.Headers.Authorization);
        Requests.Enqueue(request);
        foreach (var error in DescriptionFile.Loaded?.CheckRequest(request.Method, path, request.Query, request.Body) ?? [])
            Violations.Enqueue(error);
        var reply = await Instead(request, context.RequestAborted) ?? await HandleInTurnAsync(request);
        if (!reply.IsFault)
        {
            foreach (var error in DescriptionFile.Loaded?.CheckAnswer(request.Method, path, reply.Status, reply.Body) ?? [])
                Violations.Enqueue(error);
        }

        context.Response.StatusCode = reply.Status;
        context.Response.ContentType = "application/json";
        context.Response.Headers["X-elastic-product"] = "Elasticsearch";
        if (reply.RetryAfter is { } seconds)
            context.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        await context.Response.Body.WriteAsync(reply.Body, context.RequestAborted);
    }

    private async Task<StandInReply> HandleInTurnAsync(StandInRequest request)
    {
        await _turn.WaitAsync();
        try
        {
            return Indices.Handle(request);
        }
        catch (Exception e) when (e is NotSupportedException or KeyNotFoundException or InvalidOperationException)
        {
            Violations.Enqueue($"{request.Method} {request.Path}: {e.Message}");
            return StandInReply.Error(400, "parsing_exception", e.Message);
        }
        finally
        {
            _turn.Release();
        }
    }
}
