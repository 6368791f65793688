global using GrainHost = PromptGrid.Runtime.Contract.Tests.Hosting.EmbeddedGrainHost;

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans;
using PromptGrid.Embedded.Hosting;
using PromptGrid.Runtime.Contract.Tests.Turns;

namespace PromptGrid.Runtime.Contract.Tests.Hosting;

/// <summary>The in-process runtime of the Embedded edition.</summary>
public sealed class EmbeddedGrainHost : IGrainHost
{
    private readonly IHost _host;

    private EmbeddedGrainHost(IHost host) => _host = host;

    public IClusterClient Client => _host.Services.GetRequiredService<IClusterClient>();

    public bool RejectsAfterForwarding => false;

    public IServiceProvider GrainServices => _host.Services;

    public Signals Signals => _host.Services.GetRequiredService<Signals>();

    public static async Task<EmbeddedGrainHost> StartAsync(
        GrainHostSettings? settings = null, Action<EmbeddedGrainsOptions>? configure = null, Action<IServiceCollection>? services = null)
    {
        settings ??= new();
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<Signals>();
        builder.Services.AddSingleton<StressLedger>();
        services?.Invoke(builder.Services);
        builder.Services.AddEmbeddedGrains(options =>
            {
                options.MailboxLimit = settings.MailboxLimit;
                configure?.Invoke(options);
            })
            .AddGrains(typeof(EmbeddedGrainHost).Assembly)
            .AddMemoryStreams(GrainHostSettings.Streams)
            .AddMemoryGrainStorage(GrainHostSettings.Storage);
        var host = builder.Build();
        await host.StartAsync();
        return new(host);
    }

    public Task StopAsync() => _host.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
