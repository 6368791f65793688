using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using PromptGrid.Testing;

namespace PromptGrid.Browser.Tests.Support;

/// <summary>The real server in a process of its own, on a data folder and a port of its own.</summary>
public sealed class GridProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartMax = TimeSpan.FromMinutes(1);

    private readonly Process _process;
    private readonly string _folder;

    private GridProcess(Process process, string folder, Uri address)
    {
        _process = process;
        _folder = folder;
        Client = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(60) };
    }

    public HttpClient Client { get; }

    public string Address => Client.BaseAddress!.ToString().TrimEnd('/');

    /// <summary>Starts a server.</summary>
    /// <param name="settings">Beside what every test wants.</param>
    public static async Task<GridProcess> StartAsync(params (string Name, string? Value)[] settings)
    {
        var folder = Directory.CreateTempSubdirectory("browser-").FullName;
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "PromptGrid.Api.dll") },
            RedirectStandardOutput = true,
            Environment =
            {
                ["PROMPTGRID_DATA"] = folder,
                ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
                ["RateLimits__Enabled"] = "false",
                ["PROMPTGRID_MODERATORS"] = Grid.Moderator,
                ["Logging__LogLevel__Microsoft.AspNetCore"] = "Warning",
            },
        };
        foreach (var (name, value) in settings) start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        await start.Environment.AddEditionAsync();
        var process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(StartMax);
        while (await process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            if (line.IndexOf("Now listening on: ", StringComparison.Ordinal) is not (>= 0 and var at)) continue;
            // Nobody reads on, and a full pipe would stop it.
            _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
            return new GridProcess(process, folder, new Uri(line[(at + 18)..].Trim()));
        }

        throw new InvalidOperationException("The server ended before it listened.");
    }

    /// <summary>Asks the API, and fails unless it succeeds.</summary>
    public async Task<JsonElement> SendAsync(HttpMethod method, string path, string? token = null, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body as HttpContent ?? (body is null ? null : JsonContent.Create(body)) };
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await Client.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{method} {path}: {(int)answer.StatusCode} {text}");
        return text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text);
    }

    /// <summary>Signs a user up; the access token.</summary>
    public async Task<string> SignUpAsync(string handle, string? displayName = null) =>
        (await SendAsync(HttpMethod.Post, "/v1/auth/register", null, new { handle, email = handle + "@example.org", password = Grid.Password, displayName })).GetProperty("accessToken").GetString()!;

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
