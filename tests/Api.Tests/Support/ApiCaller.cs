using System.Net.Http.Headers;
using System.Text;

namespace PromptGrid.Api.Tests.Support;

/// <summary>Somebody who calls the API: nobody in particular, or a signed-in user.</summary>
public sealed partial class ApiCaller(ApiServer server, JsonElement? session = null)
{
    public const string Password = "correct horse battery";

    private string? _accessToken = session?.Text("accessToken");

    public ApiServer Server => server;

    public string AccessToken => _accessToken!;

    public string RefreshToken { get; set; } = session?.Text("refreshToken") ?? "";

    public string UserId { get; } = session?.Text("user.id") ?? "";

    public string Handle { get; } = session?.Text("user.handle") ?? "";

    /// <summary>The same user with another access token.</summary>
    public ApiCaller With(string accessToken) => new(server, session) { _accessToken = accessToken };

    public Task<Answer> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync("GET", path, null, headers);

    public Task<Answer> PostAsync(string path, object? body = null, params (string Name, string Value)[] headers) => SendAsync("POST", path, JsonOf(body), headers);

    public Task<Answer> PutAsync(string path, params (string Name, string Value)[] headers) => SendAsync("PUT", path, null, headers);

    public Task<Answer> PatchAsync(string path, object? body, params (string Name, string Value)[] headers) => SendAsync("PATCH", path, JsonOf(body), headers);

    public Task<Answer> DeleteAsync(string path, params (string Name, string Value)[] headers) => SendAsync("DELETE", path, null, headers);

    /// <summary>Sends exactly this content. Headers are not checked on their way out.</summary>
    public async Task<Answer> SendAsync(string method, string path, HttpContent? content, params (string Name, string Value)[] headers)
    {
        var request = Request(method, path, content, headers);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var response = await server.Http.SendAsync(request, patience.Token);
        return new Answer(request, response, await response.Content.ReadAsByteArrayAsync(patience.Token));
    }

    /// <summary>Opens a stream of server-sent events.</summary>
    public async Task<EventStream> OpenStreamAsync(string path, params (string Name, string Value)[] headers)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var response = await server.Http.SendAsync(Request("GET", path, null, headers), HttpCompletionOption.ResponseHeadersRead, patience.Token);
        Assert.Equal(200, (int)response.StatusCode);
        return new EventStream(response, await response.Content.ReadAsStreamAsync(patience.Token));
    }

    /// <summary>A JSON body; a string is taken for JSON already.</summary>
    public static HttpContent? JsonOf(object? body)
    {
        if (body is null or HttpContent) return (HttpContent?)body;
        var bytes = body switch
        {
            string text => Encoding.UTF8.GetBytes(text),
            byte[] given => given,
            _ => JsonSerializer.SerializeToUtf8Bytes(body),
        };
        return new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
    }

    private HttpRequestMessage Request(string method, string path, HttpContent? content, (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = content };
        if (_accessToken is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _accessToken);
        foreach (var (name, value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value)) content?.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }
}
