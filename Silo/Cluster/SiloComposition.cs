using System.Globalization;
using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Dashboard;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.Streams;
using PromptGrid.Grains.Interfaces.Projections;

namespace PromptGrid.Silo.Cluster;

/// <summary>How a silo is put together.</summary>
internal static class SiloComposition
{
    private const double MemoryPercentRelief = 5;

    // How old the list of silos may be that a silo has not heard changes of.
    private static readonly TimeSpan ListAgeMax = TimeSpan.FromSeconds(10);

    // How often a silo writes that it lives. Who has not for three times as long may be put out by a silo that comes, which
    // would otherwise wait for the silos of a cluster that died as a whole.
    private static readonly TimeSpan SignOfLifeEvery = TimeSpan.FromSeconds(5);

    // A silo that came too soon after that to see it ends, and is started again by whatever runs it.
    private static readonly TimeSpan JoinMax = TimeSpan.FromSeconds(90);

    // How long clients are given to go to another gateway before this one closes.
    private static readonly TimeSpan GatewayFarewell = TimeSpan.FromSeconds(2);

    // Given by name, because only newer versions of Orleans know it.
    private static readonly IConfiguration NoDirectoryLease = new ConfigurationBuilder()
        .AddInMemoryCollection([new("RangeLeaseDuration", "00:00:00")])
        .Build();

    public static void ConfigureSilo(this ISiloBuilder silo, ClusterSettings settings, string connectionString)
    {
        silo.Configure<ClusterOptions>(o => (o.ClusterId, o.ServiceId) = (settings.ClusterId, settings.ServiceId));
        silo.Configure<SiloOptions>(o => o.SiloName = settings.SiloName ?? string.Create(CultureInfo.InvariantCulture, $"{Dns.GetHostName()}-{settings.SiloPort}"));
        if (settings.Address is { } address) silo.ConfigureEndpoints(IPAddress.Parse(address), settings.SiloPort, settings.GatewayPort);
        else silo.ConfigureEndpoints(settings.SiloPort, settings.GatewayPort);
        silo.UseAdoNetClustering(o => (o.Invariant, o.ConnectionString) = (ClusterTarget.Driver, connectionString));
        silo.AddAdoNetGrainStorageAsDefault(o => (o.Invariant, o.ConnectionString) = (ClusterTarget.Driver, connectionString));
        // Orleans calls its interface experimental, not its workings: one activation per grain also while silos come and go.
#pragma warning disable ORLEANSEXP003
        silo.AddDistributedGrainDirectory();
#pragma warning restore ORLEANSEXP003
        // Orleans would hold the grains of a dead silo back for half a minute, in case it is not dead. A second activation is
        // harmless here: the ledger's versions and the projections' checkpoints refuse whichever of the two is stale.
        silo.Services.Configure<GrainDirectoryOptions>(NoDirectoryLease);
        // Hints go to grains that subscribe by their class, so there is no list of subscribers to keep.
        silo.AddMemoryStreams(LedgerHints.Provider, streams => streams.ConfigureStreamPubSub(StreamPubSubType.ImplicitOnly));
        silo.Services.AddSingleton<PlacementStrategy, ResourceOptimizedPlacement>();
        silo.Configure<ClusterMembershipOptions>(o =>
        {
            o.ProbeTimeout = settings.ProbeTimeout;
            o.NumMissedProbesLimit = settings.ProbesMissedMax;
            o.NumVotesForDeathDeclaration = 2;
            o.TableRefreshTimeout = ListAgeMax;
            o.IAmAliveTablePublishTimeout = SignOfLifeEvery;
            o.MaxJoinAttemptTime = JoinMax;
        });
        silo.Configure<SiloMessagingOptions>(o =>
        {
            o.ResponseTimeout = settings.CallTimeout;
            o.MaxEnqueuedRequestsHardLimit = settings.MailboxLimit;
            o.ClientGatewayShutdownNotificationTimeout = GatewayFarewell;
        });
        silo.Configure<GrainCollectionOptions>(o =>
        {
            o.CollectionAge = settings.IdleAge;
            o.EnableActivationSheddingOnMemoryPressure = true;
            o.MemoryUsageLimitPercentage = settings.MemoryPercentMax;
            o.MemoryUsageTargetPercentage = settings.MemoryPercentMax - MemoryPercentRelief;
        });
        silo.Services.Configure<Orleans.Serialization.ExceptionSerializationOptions>(WireExceptions.Allow);
        silo.AddOutgoingGrainCallFilter<RepeatOnce>();
        silo.AddActivityPropagation();
        if (settings.Dashboard) silo.AddDashboard();
    }
}
