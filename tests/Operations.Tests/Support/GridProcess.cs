using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using PromptGrid.Testing;

namespace PromptGrid.Operations.Tests.Support;

/// <summary>The real server in a process of its own, on a data folder and a free port.</summary>
public sealed class GridProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartMax = TimeSpan.FromMinutes(1);

    private readonly Process _process;

    private GridProcess(Process process, Uri address)
    {
        _process = process;
        Client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 64 }) { BaseAddress = address };
    }

    public HttpClient Client { get; }

    public IPEndPoint EndPoint => new(IPAddress.Loopback, Client.BaseAddress!.Port);

    /// <summary>What the process holds in memory now, in MiB.</summary>
    public double MemoryMib
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64 / (1024.0 * 1024);
        }
    }

    public static async Task<GridProcess> StartAsync(string data, params (string Name, string Value)[] settings)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "PromptGrid.Api.dll") },
            RedirectStandardOutput = true,
            Environment =
            {
                ["PROMPTGRID_DATA"] = data,
                ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
                ["RateLimits__Enabled"] = "false",
                ["StarterPrompts__Enabled"] = "false",
                ["Logging__LogLevel__Microsoft.AspNetCore"] = "Warning",
            },
        };
        await start.Environment.AddEditionAsync();
        foreach (var (name, value) in settings) start.Environment[name] = value;
        var process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(StartMax);
        while (await process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            if (line.IndexOf("Now listening on: ", StringComparison.Ordinal) is >= 0 and var at)
            {
                // Nobody reads on, and a full pipe would stop it.
                _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
                return new GridProcess(process, new Uri(line[(at + 18)..].Trim()));
            }
        }

        throw new InvalidOperationException("The server ended before it listened.");
    }

    /// <summary>Signs a user up.</summary>
    /// <returns>The access token.</returns>
    public async Task<string> SignUpAsync(string handle)
    {
        using var answer = await Client.PostAsJsonAsync("/v1/auth/register", new { handle, email = handle + "@example.org", password = "correct horse battery" });
        return (await ReadAsync(answer)).GetProperty("accessToken").GetString()!;
    }

    public async Task<string> PublishAsync(string token, string title, string content = "short", string tag = "operations")
    {
        using var answer = await SendAsync(HttpMethod.Post, "/v1/prompts", token, new { title, content, tags = new[] { tag } });
        return (await ReadAsync(answer)).GetProperty("id").GetString()!;
    }

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? token = null, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await Client.SendAsync(request);
    }

    public async Task<JsonElement> GetAsync(string path, string? token = null)
    {
        using var answer = await SendAsync(HttpMethod.Get, path, token);
        return await ReadAsync(answer);
    }

    public async Task<long> LikesAsync(string promptId) => (await GetAsync("/v1/prompts/" + promptId)).GetProperty("counts").GetProperty("likes").GetInt64();

    /// <summary>Many users and prompts.</summary>
    public async Task<(string[] Tokens, string[] Prompts)> PopulateAsync(int users, int prompts)
    {
        var tokens = await Task.WhenAll(Enumerable.Range(0, users).Select(i => SignUpAsync(string.Create(CultureInfo.InvariantCulture, $"user-{i}"))));
        var ids = new string[prompts];
        await Parallel.ForEachAsync(Enumerable.Range(0, prompts), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, _) =>
            ids[i] = await PublishAsync(tokens[0], string.Create(CultureInfo.InvariantCulture, $"Prompt {i}")));
        return (tokens, ids);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{(int)answer.StatusCode}: {text}");
        return JsonSerializer.Deserialize<JsonElement>(text);
    }
}
