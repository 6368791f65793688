using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PromptGrid.Api.Hosting;
using PromptGrid.Testing;

namespace PromptGrid.Api.Tests.Support;

/// <summary>
/// The real host behind real HTTP, with a data folder of its own. Rate limits are on but wide, and there are no starter
/// prompts, unless a test says otherwise.
/// </summary>
public sealed class ApiServer : IAsyncLifetime, IAsyncDisposable
{
    private readonly Dictionary<string, string?> _settings = new()
    {
        ["RateLimits:AnonymousPerMinute"] = "100000000",
        ["RateLimits:UserPerMinute"] = "100000000",
        ["RateLimits:SignInPerMinute"] = "100000000",
        ["Velocity:PublishesPerMinute"] = "100000",
        ["Velocity:PublishesPerHour"] = "100000",
        ["Velocity:ForksPerMinute"] = "100000",
        ["Velocity:ForksPerHour"] = "100000",
        ["Velocity:CommentsPerMinute"] = "100000",
        ["Velocity:CommentsPerHour"] = "100000",
        ["Velocity:FollowsPerMinute"] = "100000",
        ["Velocity:FollowsPerHour"] = "100000",
        ["Velocity:ReactionsPerMinute"] = "100000",
        ["Velocity:ReactionsPerHour"] = "100000",
        ["Velocity:CopiesPerMinute"] = "100000",
        ["Velocity:CopiesPerHour"] = "100000",
        ["Velocity:ImportsPerMinute"] = "100000",
        ["Velocity:ImportsPerHour"] = "100000",
        ["StarterPrompts:Enabled"] = "false",
    };

    private readonly Action<WebApplicationBuilder>? _configure;
    private readonly string _folder = Directory.CreateTempSubdirectory("api-").FullName;
    private WebApplication? _app;
    private Dictionary<string, string?>? _edition;

    public ApiServer()
    {
    }

    private ApiServer(Action<WebApplicationBuilder>? configure, (string Name, string? Value)[] settings)
    {
        _configure = configure;
        foreach (var (name, value) in settings) _settings[name] = value;
    }

    /// <summary>What the server wrote to its log at warning or above.</summary>
    public LogKeeper Log { get; } = new();

    /// <summary>What the server takes for the time.</summary>
    public PutForwardClock Clock { get; } = new();

    public HttpClient Http { get; private set; } = new();

    public IServiceProvider Services => _app!.Services;

    public WebApplication App => _app!;

    public string Folder => _folder;

    /// <summary>Somebody who is not signed in.</summary>
    public ApiCaller Nobody => new(this);

    public static Task<ApiServer> StartAsync(params (string Name, string? Value)[] settings) => StartAsync(null, settings);

    public static async Task<ApiServer> StartAsync(Action<WebApplicationBuilder>? configure, params (string Name, string? Value)[] settings)
    {
        var server = new ApiServer(configure, settings);
        try
        {
            await server.InitializeAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async Task InitializeAsync()
    {
        _edition ??= await EditionSettings.MakeAsync();
        EditionSettings.BeforeStart(_edition);
        string[] arguments = _settings.GetValueOrDefault("environment") is { } environment ? ["--environment", environment] : [];
        _app = ApiApplication.Build(arguments, builder =>
        {
            builder.Configuration.AddInMemoryCollection(_edition);
            builder.Configuration.AddInMemoryCollection(_settings);
            builder.Configuration.AddInMemoryCollection([new("PROMPTGRID_DATA", _folder), new(WebHostDefaults.ServerUrlsKey, "http://127.0.0.1:0")]);
            builder.Logging.ClearProviders().AddProvider(Log).SetMinimumLevel(LogLevel.Warning);
            builder.Services.AddSingleton<TimeProvider>(Clock);
            _configure?.Invoke(builder);
        });
        await _app.StartAsync();
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            MaxConnectionsPerServer = 500,
            RequestHeaderEncodingSelector = static (_, _) => System.Text.Encoding.UTF8,
        };
        Http = new HttpClient(handler) { BaseAddress = new Uri(_app.Urls.Single()), Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Registers a new user and signs in.</summary>
    public async Task<ApiCaller> SignUpAsync(string? handle = null)
    {
        handle ??= Names.Next("user-");
        var answer = await Nobody.PostAsync("/v1/auth/register", new { handle, email = $"{handle}@example.com", password = ApiCaller.Password });
        return new ApiCaller(this, answer.Expect(201).Json);
    }

    public Task<ApiCaller[]> SignUpManyAsync(int count) => Task.WhenAll(Enumerable.Range(0, count).Select(_ => SignUpAsync()));

    /// <summary>Fails when a request ended in an exception that nobody foresaw.</summary>
    public void ExpectNoBugs() => Assert.DoesNotContain(Log.Lines, line => line.Contains("failed by a bug", StringComparison.Ordinal));

    /// <summary>Stops the server and starts another on the same data.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(_folder, recursive: true);
    }

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    /// <summary>Stops the server; its data stay.</summary>
    public async Task StopAsync()
    {
        Http.Dispose();
        if (_app is null) return;
        // A silo that never started refuses to stop, which would hide why it did not start.
        if (_app.Lifetime.ApplicationStarted.IsCancellationRequested) await _app.StopAsync();
        await _app.DisposeAsync();
        _app = null;
    }
}
