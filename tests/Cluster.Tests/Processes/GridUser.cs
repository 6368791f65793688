using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace PromptGrid.Cluster.Tests.Processes;

/// <summary>Somebody who is signed in at a grid.</summary>
public sealed class GridUser
{
    private static int _count;

    private readonly HttpClient _http;
    private readonly string _token;

    private GridUser(HttpClient http, string token, string id, string handle)
    {
        _http = http;
        _token = token;
        Id = id;
        Handle = handle;
    }

    public const string Password = "correct horse battery";

    public string Id { get; }

    public string Handle { get; }

    public static async Task<GridUser> RegisterAsync(HttpClient http, string? handle = null)
    {
        handle ??= $"user{Interlocked.Increment(ref _count)}";
        using var answer = await http.PostAsJsonAsync("v1/auth/register", new { handle, email = handle + "@example.com", password = Password });
        var body = await ReadAsync(answer, 201);
        return new GridUser(http, body.GetProperty("accessToken").GetString()!, body.GetProperty("user").GetProperty("id").GetString()!, handle);
    }

    /// <summary>The same person with the same token at another node.</summary>
    public GridUser At(HttpClient http) => new(http, _token, Id, Handle);

    public async Task<string> PublishAsync(string title) =>
        (await SendAsync(HttpMethod.Post, "v1/prompts", new { title, content = "Say hello to {{name}}." }, 201)).GetProperty("id").GetString()!;

    public async Task<string> ForkAsync(string promptId) =>
        (await SendAsync(HttpMethod.Post, $"v1/prompts/{promptId}/forks", null, 201)).GetProperty("id").GetString()!;

    public async Task<JsonElement> GetAsync(string path) => await SendAsync(HttpMethod.Get, path, null, 200);

    public async Task<long> LikeAsync(string promptId) => (await SendAsync(HttpMethod.Put, $"v1/prompts/{promptId}/like", null, 200)).GetProperty("likes").GetInt64();

    /// <summary>Likes and tells the status and how it was said.</summary>
    public async Task<(int Status, string? ContentType)> TryLikeAsync(string promptId)
    {
        using var answer = await AskAsync(HttpMethod.Put, $"v1/prompts/{promptId}/like", null);
        return ((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType);
    }

    /// <summary>Comments; the body is the key by which a repeat is known.</summary>
    public async Task<(int Status, string? ContentType, string? Id)> TryCommentAsync(string promptId, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"v1/prompts/{promptId}/comments") { Content = JsonContent.Create(new { body }), Headers = { { "Idempotency-Key", body.Replace(' ', '-') } } };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _token);
        using var answer = await _http.SendAsync(request);
        var status = (int)answer.StatusCode;
        return (status, answer.Content.Headers.ContentType?.MediaType, status == 201 ? (await ReadAsync(answer, 201)).GetProperty("id").GetString() : null);
    }

    /// <summary>The status of an answer, whatever it is.</summary>
    public async Task<int> StatusAsync(HttpMethod method, string path, object? body = null)
    {
        using var answer = await AskAsync(method, path, body);
        return (int)answer.StatusCode;
    }

    public async Task<string> TextAsync(string path)
    {
        using var answer = await AskAsync(HttpMethod.Get, path, null);
        Assert.True(answer.IsSuccessStatusCode, $"{path} → {(int)answer.StatusCode}");
        return await answer.Content.ReadAsStringAsync();
    }

    /// <summary>Opens a stream of server-sent events.</summary>
    public async Task<StreamReader> WatchAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _token);
        var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        return new StreamReader(await answer.Content.ReadAsStreamAsync());
    }

    /// <summary>Asks and reads the answer, which must have this status; an empty one is read as null.</summary>
    public async Task<JsonElement> SendAsync(HttpMethod method, string path, object? body, int status)
    {
        using var answer = await AskAsync(method, path, body);
        return await ReadAsync(answer, status);
    }

    private async Task<HttpResponseMessage> AskAsync(HttpMethod method, string path, object? body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body as HttpContent ?? (body is null ? null : JsonContent.Create(body)) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _token);
        return await _http.SendAsync(request);
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage answer, int status)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True((int)answer.StatusCode == status, $"{answer.RequestMessage?.Method} {answer.RequestMessage?.RequestUri?.PathAndQuery} → {(int)answer.StatusCode} {text}");
        return JsonDocument.Parse(text.Length == 0 ? "null" : text).RootElement;
    }
}
