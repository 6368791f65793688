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

    private GridUser(HttpClient http, string token, string id)
    {
        _http = http;
        _token = token;
        Id = id;
    }

    public string Id { get; }

    public static async Task<GridUser> RegisterAsync(HttpClient http)
    {
        var handle = $"user{Interlocked.Increment(ref _count)}";
        using var answer = await http.PostAsJsonAsync("v1/auth/register", new { handle, email = handle + "@example.com", password = "correct horse battery" });
        var body = await ReadAsync(answer, 201);
        return new GridUser(http, body.GetProperty("accessToken").GetString()!, body.GetProperty("user").GetProperty("id").GetString()!);
    }

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

    private async Task<JsonElement> SendAsync(HttpMethod method, string path, object? body, int status)
    {
        using var answer = await AskAsync(method, path, body);
        return await ReadAsync(answer, status);
    }

    private async Task<HttpResponseMessage> AskAsync(HttpMethod method, string path, object? body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _token);
        return await _http.SendAsync(request);
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage answer, int status)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True((int)answer.StatusCode == status, $"{answer.RequestMessage?.Method} {answer.RequestMessage?.RequestUri?.PathAndQuery} → {(int)answer.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement;
    }
}
