using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using PromptGrid.Search;
using PromptGrid.Search.Elasticsearch;
using PromptGrid.Search.None;
using PromptGrid.Search.Sqlite;

namespace PromptGrid.Silo.Hosting;

/// <summary>Chooses the search index by <c>Search:Provider</c>: <see cref="Sqlite"/>, <see cref="Elasticsearch"/> or
/// <see cref="None"/>. Without it Elasticsearch where <c>Search:Elasticsearch:Nodes</c> names any, otherwise SQLite.</summary>
public static class SearchServices
{
    public const string Setting = "Search:Provider";
    public const string NodesSetting = ElasticsearchOptions.Section + ":" + nameof(ElasticsearchOptions.Nodes);
    public const string Sqlite = nameof(Sqlite);
    public const string Elasticsearch = nameof(Elasticsearch);
    public const string None = nameof(None);

    /// <exception cref="InvalidOperationException">The setting names something else.</exception>
    public static string ProviderOf(IConfiguration configuration)
    {
        var given = configuration[Setting];
        if (string.IsNullOrWhiteSpace(given))
            return configuration.GetSection(NodesSetting).GetChildren().Any(node => !string.IsNullOrEmpty(node.Value)) ? Elasticsearch : Sqlite;
        foreach (var provider in (string[])[Sqlite, Elasticsearch, None])
        {
            if (string.Equals(given, provider, StringComparison.OrdinalIgnoreCase)) return provider;
        }

        throw new InvalidOperationException($"{Setting} is '{given}': it must be {Sqlite}, {Elasticsearch} or {None}.");
    }

    /// <summary>True when the index is a file of this machine, which one process has to itself.</summary>
    public static bool KeepsFile(IConfiguration configuration) => ProviderOf(configuration) == Sqlite;

    internal static IServiceCollection AddPromptGridSearch(this IServiceCollection services, IConfiguration configuration, DataDirectory data) => ProviderOf(configuration) switch
    {
        Sqlite => services.AddSqliteSearch(data.SearchFile),
        Elasticsearch => services.AddElasticsearchSearch(configuration.GetSection(ElasticsearchOptions.Section)),
        _ => services.AddSingleton<NoSearchIndex>()
            .AddSingleton<ISearchIndex>(s => s.GetRequiredService<NoSearchIndex>())
            .AddSingleton<ISearchWriter>(s => s.GetRequiredService<NoSearchIndex>()),
    };
}
