using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace PromptGrid.Api.Tests.Support;

/// <summary>Writes exact bytes to a server's socket, for requests that no client would make.</summary>
public static class RawHttp
{
    /// <summary>Sends the bytes and reads the first answer.</summary>
    /// <param name="closes">Says after the bytes that no more will come.</param>
    /// <returns>Status and whole answer as text; status 0 when the server closed the connection without one.</returns>
    public static async Task<(int Status, string Text)> SendAsync(ApiServer server, string request, bool closes = false)
    {
        using var deadline = new CancellationTokenSource(Eventually.Patience);
        using var client = new TcpClient();
        await client.ConnectAsync(server.Http.BaseAddress!.Host, server.Http.BaseAddress.Port, deadline.Token);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request), deadline.Token);
        if (closes) client.Client.Shutdown(SocketShutdown.Send);
        var answer = new StringBuilder();
        var buffer = new byte[8_192];
        try
        {
            int read;
            while ((read = await stream.ReadAsync(buffer, deadline.Token)) > 0)
            {
                answer.Append(Encoding.UTF8.GetString(buffer, 0, read));
                if (IsWhole(answer.ToString())) break;
            }
        }
        catch (IOException)
        {
            // The server cut the connection: what came before is the answer.
        }

        var text = answer.ToString();
        return (text.StartsWith("HTTP/1.", StringComparison.Ordinal) ? int.Parse(text.AsSpan(9, 3), CultureInfo.InvariantCulture) : 0, text);
    }

    private static bool IsWhole(string answer)
    {
        var end = answer.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0) return false;
        var body = answer[(end + 4)..];
        var length = answer[..end].Split("\r\n").FirstOrDefault(h => h.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
        return length is null ? body.EndsWith("0\r\n\r\n", StringComparison.Ordinal) : Encoding.UTF8.GetByteCount(body) >= int.Parse(length.AsSpan(15), CultureInfo.InvariantCulture);
    }
}
