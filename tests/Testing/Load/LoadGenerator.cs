using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace PromptGrid.Testing.Load;

/// <summary>
/// Sends HTTP/1.1 requests over many keep-alive connections for a bounded time, each connection one at a time, and tells
/// accepted answers from refused ones. Cheap enough to overload a server from the same machine.
/// </summary>
public sealed class LoadGenerator(IPEndPoint server)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Dictionary<int, long> _statuses = [];
    private readonly List<double> _accepted = [];
    private long _broken;

    /// <summary>Sends until the time is up, then waits for the answers that are due.</summary>
    /// <param name="perSecond">The pace of all connections together; null sends as fast as answers come. A connection that
    /// is late sends at once.</param>
    /// <param name="next">The next request; called from any thread.</param>
    /// <param name="answered">Gets each answer: the request's tag, the status, and the start of head and body; called from
    /// any thread.</param>
    public static async Task<LoadResult> RunAsync(IPEndPoint server, int connections, TimeSpan duration, double? perSecond, Func<LoadRequest> next, AnswerCallback? answered = null)
    {
        var generator = new LoadGenerator(server);
        var began = Stopwatch.GetTimestamp();
        var pause = perSecond is { } rate ? TimeSpan.FromSeconds(connections / rate) : TimeSpan.Zero;
        await Task.WhenAll(Enumerable.Range(0, connections).Select(i => Task.Run(() => generator.ConnectionAsync(began, duration, pause, pause * i / connections, next, answered))));
        generator._accepted.Sort();
        return new LoadResult(duration, generator._statuses, [.. generator._accepted], generator._broken);
    }

    private async Task ConnectionAsync(long began, TimeSpan duration, TimeSpan pause, TimeSpan first, Func<LoadRequest> next, AnswerCallback? answered)
    {
        var statuses = new Dictionary<int, long>();
        var accepted = new List<double>();
        long broken = 0;
        using var patience = new CancellationTokenSource(duration + Patience);
        var due = first;
        var buffer = new byte[16 * 1024];
        Socket? socket = null;
        try
        {
            while (Stopwatch.GetElapsedTime(began) is var now && now < duration)
            {
                if (due > now) await Task.Delay(due - now, patience.Token);
                due += pause;
                try
                {
                    socket ??= await ConnectAsync(patience.Token);
                    var request = next();
                    var sent = Stopwatch.GetTimestamp();
                    await socket.SendAsync(request.Bytes, patience.Token);
                    var (status, length) = await ReadAsync(socket, buffer, patience.Token);
                    statuses[status] = statuses.GetValueOrDefault(status) + 1;
                    if (status is >= 200 and < 300) accepted.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
                    answered?.Invoke(request.Tag, status, buffer.AsSpan(0, length));
                }
                catch (Exception e) when (e is SocketException or IOException)
                {
                    broken++;
                    socket?.Dispose();
                    socket = null;
                    await Task.Delay(TimeSpan.FromMilliseconds(50), patience.Token);
                }
            }
        }
        finally
        {
            socket?.Dispose();
            lock (_statuses)
            {
                foreach (var (status, count) in statuses) _statuses[status] = _statuses.GetValueOrDefault(status) + count;
                _accepted.AddRange(accepted);
                _broken += broken;
            }
        }
    }

    private async Task<Socket> ConnectAsync(CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server, cancellationToken);
        return socket;
    }

    /// <summary>Reads one answer to its end.</summary>
    /// <returns>Its status, and how much of it lies in the buffer.</returns>
    private static async Task<(int Status, int Length)> ReadAsync(Socket socket, byte[] buffer, CancellationToken cancellationToken)
    {
        var length = 0;
        int head;
        while ((head = buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8)) < 0) length += await ReceiveAsync(socket, buffer.AsMemory(length), cancellationToken);
        var status = int.Parse(buffer.AsSpan(9, 3), NumberStyles.None, CultureInfo.InvariantCulture);
        var left = head + 4 + ContentLength(buffer.AsSpan(0, head)) - length;
        var kept = length;
        while (left > 0)
        {
            // What does not fit the buffer is read over its end.
            var room = kept < buffer.Length ? buffer.AsMemory(kept) : buffer.AsMemory(head + 4);
            var read = await ReceiveAsync(socket, room.Length > left ? room[..left] : room, cancellationToken);
            left -= read;
            if (kept < buffer.Length) kept += read;
        }

        return (status, kept);
    }

    private static async ValueTask<int> ReceiveAsync(Socket socket, Memory<byte> target, CancellationToken cancellationToken) =>
        await socket.ReceiveAsync(target, cancellationToken) is > 0 and var read ? read : throw new IOException("The server closed the connection.");

    private static int ContentLength(ReadOnlySpan<byte> head)
    {
        var start = head.IndexOf("Content-Length: "u8);
        if (start < 0) return 0;
        var value = head[(start + 16)..];
        var end = value.IndexOf((byte)'\r');
        return int.Parse(end < 0 ? value : value[..end], NumberStyles.None, CultureInfo.InvariantCulture);
    }
}

/// <summary>Gets one answer.</summary>
public delegate void AnswerCallback(int tag, int status, ReadOnlySpan<byte> answer);
