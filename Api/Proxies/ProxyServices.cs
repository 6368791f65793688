using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;

namespace PromptGrid.Api.Proxies;

internal static class ProxyServices
{
    /// <summary>Adds what tells a caller's address from a proxy's: without it everybody behind a proxy would share one rate limit.</summary>
    public static void AddProxies(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ProxiesOptions>().Bind(configuration.GetSection(ProxiesOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<ForwardedHeadersOptions>().Configure<IOptions<ProxiesOptions>>((headers, proxies) =>
        {
            headers.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
            if (proxies.Value.Networks is not { Length: > 0 } networks) return;
            foreach (var network in networks) headers.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(network));
            // A chain of proxies is followed to the first address that is not one of them: a caller's own words are never reached.
            headers.ForwardLimit = null;
        });
    }
}
