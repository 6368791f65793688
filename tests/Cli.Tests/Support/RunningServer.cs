using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using PromptGrid.Api.Hosting;

namespace PromptGrid.Cli.Tests.Support;

/// <summary>A real server in this process, on a data folder and a free port.</summary>
public sealed class RunningServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RunningServer(WebApplication app)
    {
        _app = app;
        Client = new HttpClient { BaseAddress = new Uri(Address) };
    }

    public string Address => _app.Urls.First();

    public HttpClient Client { get; }

    public static async Task<RunningServer> StartAsync(string data)
    {
        var app = ApiApplication.Build([], builder =>
        {
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["PROMPTGRID_DATA"] = data,
                [WebHostDefaults.ServerUrlsKey] = "http://127.0.0.1:0",
                ["RateLimits:Enabled"] = "false",
                ["StarterPrompts:Enabled"] = "false",
            });
            builder.Logging.ClearProviders();
        });
        await app.StartAsync();
        return new RunningServer(app);
    }

    /// <summary>Creates an account.</summary>
    /// <returns>Its access token.</returns>
    public async Task<string> RegisterAsync(string handle, string password)
    {
        using var response = await Client.PostAsJsonAsync("/v1/auth/register", new { handle, email = handle + "@example.org", password });
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("accessToken").GetString()!;
    }

    public async Task<bool> CanSignInAsync(string login, string password)
    {
        using var response = await Client.PostAsJsonAsync("/v1/auth/login", new { login, password });
        return response.IsSuccessStatusCode;
    }

    /// <summary>Titles of what a search finds, in the order of the alphabet.</summary>
    public async Task<IReadOnlyList<string>> SearchAsync(string query)
    {
        var page = await Client.GetFromJsonAsync<JsonElement>("/v1/search?limit=100&q=" + Uri.EscapeDataString(query));
        return [.. page.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("prompt").GetProperty("title").GetString()!).Order(StringComparer.Ordinal)];
    }

    /// <summary>The prompts of a user.</summary>
    public async Task<IReadOnlyList<JsonElement>> PromptsOfAsync(string handle)
    {
        var page = await Client.GetFromJsonAsync<JsonElement>($"/v1/users/{handle}/prompts?limit=100");
        return [.. page.GetProperty("items").EnumerateArray()];
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
