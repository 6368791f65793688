using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans;
using PromptGrid.Embedded.Activations;
using PromptGrid.Embedded.Diagnostics;

namespace PromptGrid.Embedded.Hosting;

/// <summary>Adds the in-process grain runtime to a host.</summary>
public static class EmbeddedGrainsServiceCollectionExtensions
{
    /// <summary>
    /// Registers <see cref="IGrainFactory"/>, <see cref="IClusterClient"/> and a hosted service that drains the grains when the
    /// host stops. Hosted services stop in reverse order: register before this what grains need until the end, such as the ledger,
    /// and after it what calls grains. May be called more than once; the options add up.
    /// </summary>
    public static EmbeddedGrainsBuilder AddEmbeddedGrains(
        this IServiceCollection services, Action<EmbeddedGrainsOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddMetrics();
        services.AddLogging();
        services.AddOptions<EmbeddedGrainsOptions>().Configure(configure ?? (static _ => { })).ValidateOnStart();
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<EmbeddedGrainsOptions>, EmbeddedGrainsOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<EmbeddedMetrics>();
        services.TryAddSingleton<GrainRuntime>();
        services.TryAddSingleton<IClusterClient>(static services => services.GetRequiredService<GrainRuntime>().GrainFactory);
        services.TryAddSingleton<IGrainFactory>(static services => services.GetRequiredService<GrainRuntime>().GrainFactory);
        services.AddHostedService<EmbeddedGrainsService>();
        return new(services);
    }
}
