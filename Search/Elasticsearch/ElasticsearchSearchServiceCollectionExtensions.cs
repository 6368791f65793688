using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PromptGrid.Search.Elasticsearch.Transport;

namespace PromptGrid.Search.Elasticsearch;

/// <summary>Composes the Elasticsearch search index.</summary>
public static class ElasticsearchSearchServiceCollectionExtensions
{
    /// <summary>Adds <see cref="ISearchIndex"/>, <see cref="ISearchWriter"/> and <see cref="ISearchAudit"/>, one instance, on Elasticsearch. It takes
    /// <see cref="TimeProvider"/> from the services, or the system's without one.</summary>
    /// <param name="services">Where to add it.</param>
    /// <param name="configuration">The section with the options; checked when the program starts.</param>
    /// <param name="configure">Changes what the section says.</param>
    public static IServiceCollection AddElasticsearchSearch(this IServiceCollection services, IConfiguration? configuration, Action<ElasticsearchOptions>? configure = null)
    {
        var options = services.AddOptions<ElasticsearchOptions>();
        if (configuration is not null)
            options.Bind(configuration);
        if (configure is not null)
            options.Configure(configure);
        options.ValidateDataAnnotations().ValidateOnStart();
        services.AddLogging();
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<SearchMetrics>();
        services.TryAddSingleton<IElasticsearchTransport>(p => new HttpElasticsearchTransport(
            p.GetRequiredService<IOptions<ElasticsearchOptions>>().Value, p.GetRequiredService<TimeProvider>(), Chance, p.GetRequiredService<ILogger<HttpElasticsearchTransport>>()));
        services.AddSingleton(p => new ElasticsearchSearchIndex(
            p.GetRequiredService<IOptions<ElasticsearchOptions>>(), p.GetRequiredService<IElasticsearchTransport>(), p.GetRequiredService<TimeProvider>(), Chance,
            p.GetRequiredService<ILogger<ElasticsearchSearchIndex>>(), p.GetRequiredService<SearchMetrics>()));
        services.AddSingleton<ISearchIndex>(p => p.GetRequiredService<ElasticsearchSearchIndex>());
        services.AddSingleton<ISearchWriter>(p => p.GetRequiredService<ElasticsearchSearchIndex>());
        services.AddSingleton<ISearchAudit>(p => p.GetRequiredService<ElasticsearchSearchIndex>());
        return services;
    }

    // Of pauses between attempts only: no run has to be repeated by it.
    private static double Chance() => RandomNumberGenerator.GetInt32(1 << 24) / (double)(1 << 24);
}
