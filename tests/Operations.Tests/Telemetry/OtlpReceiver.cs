using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace PromptGrid.Operations.Tests.Telemetry;

/// <param name="Links">Ids of the spans it links to.</param>
internal sealed record Span(string Source, string Name, string Id, string ParentId, string TraceId, IReadOnlyList<string> Links);

/// <summary>A receiver of OTLP over HTTP that remembers names, ids and links.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;

    private OtlpReceiver(WebApplication app) => _app = app;

    public string Address => _app.Urls.Single();

    public ConcurrentQueue<Span> Spans { get; } = new();

    public ConcurrentDictionary<string, string> MeterOfInstrument { get; } = new();

    public static async Task<OtlpReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var receiver = new OtlpReceiver(builder.Build());
        receiver._app.MapPost("/v1/traces", context => TakeAsync(context, receiver.TakeSpans));
        receiver._app.MapPost("/v1/metrics", context => TakeAsync(context, receiver.TakeMetrics));
        await receiver._app.StartAsync();
        return receiver;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private static async Task TakeAsync(HttpContext context, Action<ReadOnlyMemory<byte>> take)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        take(body.ToArray());
        context.Response.ContentType = "application/x-protobuf";
    }

    private void TakeSpans(ReadOnlyMemory<byte> request)
    {
        foreach (var scope in WireReader.Fields(request, 1).SelectMany(r => WireReader.Fields(r, 2)))
        {
            var source = WireReader.Fields(scope, 1).Select(s => WireReader.Text(s, 1)).FirstOrDefault("");
            foreach (var span in WireReader.Fields(scope, 2))
            {
                Spans.Enqueue(new Span(
                    source, WireReader.Text(span, 5), WireReader.Hex(span, 2), WireReader.Hex(span, 4), WireReader.Hex(span, 1), [.. WireReader.Fields(span, 13).Select(l => WireReader.Hex(l, 2))]));
            }
        }
    }

    private void TakeMetrics(ReadOnlyMemory<byte> request)
    {
        foreach (var scope in WireReader.Fields(request, 1).SelectMany(r => WireReader.Fields(r, 2)))
        {
            var meter = WireReader.Fields(scope, 1).Select(s => WireReader.Text(s, 1)).FirstOrDefault("");
            foreach (var metric in WireReader.Fields(scope, 2)) MeterOfInstrument[WireReader.Text(metric, 1)] = meter;
        }
    }
}
