using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace PromptGrid.Search.Sqlite;

/// <summary>Composes the SQLite search index.</summary>
public static class SqliteSearchServiceCollectionExtensions
{
    /// <summary>Adds <see cref="ISearchIndex"/>, <see cref="ISearchWriter"/> and <see cref="ISearchAudit"/>, one instance, on an SQLite file. It takes
    /// <see cref="TimeProvider"/> from the services, or the system's without one.</summary>
    /// <param name="services">Where to add it.</param>
    /// <param name="path">The index file; see <see cref="SearchOptions.Path"/>.</param>
    /// <param name="configure">Changes the defaults; checked when the program starts.</param>
    public static IServiceCollection AddSqliteSearch(this IServiceCollection services, string path, Action<SearchOptions>? configure = null)
    {
        var options = services.AddOptions<SearchOptions>().Configure(o => o.Path = path);
        if (configure is not null)
            options.Configure(configure);
        options.ValidateDataAnnotations().ValidateOnStart();
        services.AddLogging();
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<SearchMetrics>();
        services.AddSingleton(p => new SqliteSearchIndex(
            p.GetRequiredService<IOptions<SearchOptions>>(), p.GetRequiredService<TimeProvider>(), p.GetRequiredService<ILogger<SqliteSearchIndex>>(),
            p.GetRequiredService<SearchMetrics>()));
        services.AddSingleton<ISearchIndex>(p => p.GetRequiredService<SqliteSearchIndex>());
        services.AddSingleton<ISearchWriter>(p => p.GetRequiredService<SqliteSearchIndex>());
        services.AddSingleton<ISearchAudit>(p => p.GetRequiredService<SqliteSearchIndex>());
        return services;
    }
}
