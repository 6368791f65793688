using System.Text;

namespace PromptGrid.Api.Tests.Support;

/// <summary>One server-sent event; a comment has no name.</summary>
public sealed record ServerEvent(string Name, string Id, string Data)
{
    public JsonElement Json => JsonDocument.Parse(Data).RootElement;
}

/// <summary>An open stream of server-sent events.</summary>
public sealed class EventStream(HttpResponseMessage response, Stream stream) : IDisposable
{
    private readonly StreamReader _reader = new(stream, Encoding.UTF8);

    public HttpResponseMessage Response => response;

    /// <summary>The next event or comment.</summary>
    public async Task<ServerEvent> NextAsync(TimeSpan? patience = null) =>
        await NextOrEndAsync(patience) ?? throw new Xunit.Sdk.XunitException("The stream ended.");

    /// <summary>The next event or comment; null at the end.</summary>
    public async Task<ServerEvent?> NextOrEndAsync(TimeSpan? patience = null)
    {
        using var deadline = new CancellationTokenSource(patience ?? Eventually.Patience);
        var (name, id, data) = ("", "", new List<string>());
        while (await _reader.ReadLineAsync(deadline.Token) is { } line)
        {
            if (line.Length == 0) return new ServerEvent(name, id, string.Join('\n', data));
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var value = line[(colon + 1)..].TrimStart(' ');
            switch (line[..colon])
            {
                case "": data.Add(value); break;
                case "event": name = value; break;
                case "id": id = value; break;
                case "data": data.Add(value); break;
                default: throw new Xunit.Sdk.XunitException($"A line of the stream is no field: {line}");
            }
        }

        return null;
    }

    /// <summary>Reads on until an event suits.</summary>
    public async Task<ServerEvent> UntilAsync(Func<ServerEvent, bool> suits)
    {
        while (true)
        {
            var next = await NextAsync();
            if (next.Name.Length > 0 && suits(next)) return next;
        }
    }

    public void Dispose()
    {
        _reader.Dispose();
        response.Dispose();
    }
}
