global using GrainHost = PromptGrid.Runtime.Contract.Tests.Hosting.OrleansGrainHost;

using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.TestingHost;
using PromptGrid.Runtime.Contract.Tests.Turns;

namespace PromptGrid.Runtime.Contract.Tests.Hosting;

/// <summary>Microsoft Orleans, one silo in this process: the runtime of the Cluster edition.</summary>
public sealed class OrleansGrainHost : IGrainHost
{
    private readonly InProcessTestCluster _cluster;

    private OrleansGrainHost(InProcessTestCluster cluster, Signals signals)
    {
        _cluster = cluster;
        Signals = signals;
    }

    public IClusterClient Client => _cluster.Client;

    public bool RejectsAfterForwarding => true;

    public IServiceProvider GrainServices => _cluster.GetSiloServiceProvider();

    public Signals Signals { get; }

    public static async Task<OrleansGrainHost> StartAsync(GrainHostSettings? settings = null)
    {
        settings ??= new();
        var signals = new Signals();
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.AddMemoryStreams(GrainHostSettings.Streams);
            silo.AddMemoryGrainStorage("PubSubStore");
            silo.AddMemoryGrainStorage(GrainHostSettings.Storage);
            silo.Services.AddSingleton(signals);
            silo.Services.AddSingleton<StressLedger>();
            silo.Services.Configure<SiloMessagingOptions>(options => options.MaxEnqueuedRequestsHardLimit = settings.MailboxLimit);
        });
        builder.ConfigureClient(client => client.AddMemoryStreams(GrainHostSettings.Streams));
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return new(cluster, signals);
    }

    public Task StopAsync() => _cluster.StopSilosAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();
}
