using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using PromptGrid.Search.Elasticsearch;
using PromptGrid.Search.Sqlite;

namespace PromptGrid.Silo.Hosting;

/// <summary>Picks the search index: <c>Search:Provider</c> is <c>Sqlite</c> (the default) or <c>Elasticsearch</c>.</summary>
internal static class SearchComposition
{
    private const string Setting = "Search:Provider";
    private const string Sqlite = "Sqlite";
    private const string Elasticsearch = "Elasticsearch";

    /// <exception cref="InvalidOperationException">The setting names another provider.</exception>
    public static IServiceCollection AddSearch(this IServiceCollection services, IConfiguration configuration, DataDirectory data) => KeepsFiles(configuration)
        ? services.AddSqliteSearch(data.SearchFile)
        : services.AddElasticsearchSearch(configuration.GetSection(ElasticsearchOptions.Section));

    /// <summary>True when the index is a file of this machine.</summary>
    public static bool KeepsFiles(IConfiguration configuration) => configuration[Setting] switch
    {
        null or "" => true,
        var name when name.Equals(Sqlite, StringComparison.OrdinalIgnoreCase) => true,
        var name when name.Equals(Elasticsearch, StringComparison.OrdinalIgnoreCase) => false,
        _ => throw new InvalidOperationException($"{Setting} must be {Sqlite} or {Elasticsearch}."),
    };
}
