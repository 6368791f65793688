using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using PromptGrid.Api.Telemetry;

namespace PromptGrid.Api.Live;

/// <summary>Writes server-sent events. A reader that does not take a write within <paramref name="patience"/> is cut.</summary>
public sealed class EventWriter(HttpContext context, TimeSpan patience, ApiMetrics metrics, TimeProvider time)
{
    private static readonly byte[] Heartbeat = Encoding.UTF8.GetBytes(": still here\n\n");

    /// <summary>Writes one event. JSON has no line breaks, so one data line is enough.</summary>
    public ValueTask WriteAsync<T>(string name, long id, T data, JsonTypeInfo<T> typeInfo)
    {
        var head = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"event: {name}\nid: {id}\ndata: "));
        var body = JsonSerializer.SerializeToUtf8Bytes(data, typeInfo);
        var bytes = new byte[head.Length + body.Length + 2];
        head.CopyTo(bytes, 0);
        body.CopyTo(bytes, head.Length);
        bytes[^1] = bytes[^2] = (byte)'\n';
        return SendAsync(bytes);
    }

    public ValueTask HeartbeatAsync() => SendAsync(Heartbeat);

    private async ValueTask SendAsync(byte[] bytes)
    {
        using var timeout = new CancellationTokenSource(patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, context.RequestAborted);
        try
        {
            await context.Response.Body.WriteAsync(bytes, both.Token);
            await context.Response.Body.FlushAsync(both.Token);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            // Told below: Kestrel itself ends a connection whose write is given up, and does not throw.
        }

        if (!timeout.IsCancellationRequested) return;
        metrics.StreamDropped("slow");
        context.Abort();
        throw new OperationCanceledException("The watcher does not read.");
    }
}
