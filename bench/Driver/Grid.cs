using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace PromptGrid.Bench.Driver;

/// <summary>A PromptGrid server with people and prompts in it.</summary>
internal sealed class Grid(Server server)
{
    public Server Server => server;

    public List<string> Tokens { get; } = [];

    public List<string> Prompts { get; } = [];

    public async Task PopulateAsync(int users, int prompts)
    {
        await Parallel.ForEachAsync(Enumerable.Range(0, users), async (i, _) =>
        {
            using var answer = await server.Client.PostAsJsonAsync("/v1/auth/register", new { handle = string.Create(CultureInfo.InvariantCulture, $"bench-{i}"), email = string.Create(CultureInfo.InvariantCulture, $"bench-{i}@example.org"), password = "bench password" }, CancellationToken.None);
            var token = (await ReadAsync(answer)).GetProperty("accessToken").GetString()!;
            lock (Tokens) Tokens.Add(token);
        });

        await Parallel.ForEachAsync(Enumerable.Range(0, prompts), new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (i, _) =>
        {
            var prompt = await PublishAsync(string.Create(CultureInfo.InvariantCulture, $"Benchmark prompt {i}"), string.Concat(Enumerable.Repeat("a castle at sunset, cinematic light, detailed; ", 10)));
            lock (Prompts) Prompts.Add(prompt);
        });
    }

    public async Task<string> PublishAsync(string title, string content, string tag = "bench")
    {
        using var answer = await SendAsync(HttpMethod.Post, "/v1/prompts", Tokens[0], new { title, content, type = "image", tags = new[] { tag } });
        return (await ReadAsync(answer)).GetProperty("id").GetString()!;
    }

    /// <summary>How long a published prompt takes to be found, each in milliseconds.</summary>
    public async Task<double[]> FoundAfterAsync(int samples)
    {
        var times = new double[samples];
        for (var i = 0; i < samples; i++)
        {
            var word = string.Create(CultureInfo.InvariantCulture, $"qx{i}z{Stopwatch.GetTimestamp() % 100_000}");
            await PublishAsync("Found " + word, "soon");
            var watch = Stopwatch.StartNew();
            while ((await server.Client.GetFromJsonAsync<JsonElement>("/v1/search?q=" + word)).GetProperty("items").GetArrayLength() == 0) await Task.Delay(2);
            times[i] = watch.Elapsed.TotalMilliseconds;
        }

        return times;
    }

    /// <summary>How long a like takes to be seen in the board's stream, each in milliseconds, from before the request.</summary>
    public async Task<double[]> SeenAfterAsync(int samples)
    {
        var times = new double[samples];
        using var stream = await server.Client.GetAsync("/v1/trending/stream?window=day&scope=tag:seen", HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await stream.Content.ReadAsStreamAsync());
        await NextAsync(reader, _ => true);
        for (var i = 0; i < samples; i++)
        {
            var prompt = await PublishAsync(string.Create(CultureInfo.InvariantCulture, $"Seen {i}"), "soon", "seen");
            var watch = Stopwatch.StartNew();
            using var like = await SendAsync(HttpMethod.Put, $"/v1/prompts/{prompt}/like", Tokens[i % Tokens.Count]);
            await NextAsync(reader, data => data.Contains(prompt, StringComparison.Ordinal));
            times[i] = watch.Elapsed.TotalMilliseconds;
        }

        return times;
    }

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string token, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var answer = await server.Client.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        return answer;
    }

    private static async Task NextAsync(StreamReader reader, Func<string, bool> isIt)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (await reader.ReadLineAsync(deadline.Token) is { } line)
        {
            if (line.StartsWith("data:", StringComparison.Ordinal) && isIt(line)) return;
        }

        throw new InvalidOperationException("The stream ended.");
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage answer)
    {
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}
