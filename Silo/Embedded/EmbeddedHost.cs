using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using PromptGrid.Embedded.Hosting;
using PromptGrid.Grains.Interfaces.Projections;
using PromptGrid.Grains.Prompts;
using PromptGrid.Silo.Hosting;

namespace PromptGrid.Silo.Embedded;

/// <summary>The whole system in one process: grains, stores and projections beside the API.</summary>
public static class EmbeddedHost
{
    public static IServiceCollection AddPromptGrid(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddPromptGridStores(configuration);
        services.AddEmbeddedGrains(configuration.GetSection("Grains").Bind)
            .AddGrains(typeof(PromptGrain).Assembly)
            .AddMemoryStreams(LedgerHints.Provider);
        services.AddPromptGridProjections().AddPromptGridWakers();
        services.AddPromptGridGrainOptions(configuration);
        services.AddPromptGridAudit(configuration);
        return services;
    }
}
