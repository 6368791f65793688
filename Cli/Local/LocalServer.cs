using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PromptGrid.Api.Hosting;

namespace PromptGrid.Cli.Local;

/// <summary>The whole of PromptGrid on the local data folder, in this process, on a random port of the loopback address.</summary>
internal sealed class LocalServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private LocalServer(WebApplication app, RememberedErrors errors)
    {
        _app = app;
        Errors = errors;
    }

    /// <summary>Where it listens.</summary>
    public Uri Address => new(_app.Urls.First() + "/");

    public IServiceProvider Services => _app.Services;

    /// <summary>What went wrong inside.</summary>
    public RememberedErrors Errors { get; }

    /// <exception cref="Silo.Hosting.DataDirectoryInUseException">Another process has the folder open.</exception>
    public static async Task<LocalServer> StartAsync(CommandEnvironment environment, CancellationToken cancellationToken)
    {
        var errors = new RememberedErrors();
        var app = ApiApplication.Build([], builder =>
        {
            builder.Configuration.AddInMemoryCollection(LocalFolder.Settings(environment));
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
            {
                [WebHostDefaults.ServerUrlsKey] = "http://127.0.0.1:0",
                ["RateLimits:Enabled"] = "false",
                // Somebody who fills an empty grid wants what is in the file, and no samples beside it.
                ["StarterPrompts:Enabled"] = "false",
            });
            builder.Logging.ClearProviders().AddProvider(errors);
            // Signals end the command, and the command ends its server.
            builder.Services.AddSingleton<IHostLifetime, CommandLifetime>();
        });
        var server = new LocalServer(app, errors);
        try
        {
            await app.StartAsync(cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends requests, jobs, projections and the ledger in this order; what was accepted is on the disk then.</summary>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }

    private sealed class CommandLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
