using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Hosting;

namespace PromptGrid.Silo.Cluster;

/// <summary>How the client of an API node is put together.</summary>
internal static class ClientComposition
{
    // A silo that came takes clients, and one that went is forgotten, within this time.
    private static readonly TimeSpan GatewayListAgeMax = TimeSpan.FromSeconds(5);

    public static void ConfigureClient(this IClientBuilder client, ClusterSettings settings, string connectionString)
    {
        client.Configure<ClusterOptions>(o => (o.ClusterId, o.ServiceId) = (settings.ClusterId, settings.ServiceId));
        client.UseAdoNetClustering(o => (o.Invariant, o.ConnectionString) = (ClusterTarget.Driver, connectionString));
        client.UseConnectionRetryFilter<WaitForSilos>();
        client.Configure<ClientMessagingOptions>(o => o.ResponseTimeout = settings.CallTimeout);
        client.Configure<GatewayOptions>(o => o.GatewayListRefreshPeriod = GatewayListAgeMax);
        client.Services.Configure<Orleans.Serialization.ExceptionSerializationOptions>(WireExceptions.Allow);
        client.AddOutgoingGrainCallFilter<RepeatOnce>();
        client.AddActivityPropagation();
    }
}
