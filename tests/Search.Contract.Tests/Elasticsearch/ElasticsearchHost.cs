using Microsoft.Extensions.DependencyInjection;
using PromptGrid.Search.Contract.Tests.Support;
using PromptGrid.Search.Elasticsearch;
using PromptGrid.Search.Elasticsearch.Transport;

namespace PromptGrid.Search.Contract.Tests.Elasticsearch;

/// <summary>The index on a real Elasticsearch, under a name of its own that goes with it.</summary>
public sealed class ElasticsearchHost : ISearchIndexHost
{
    /// <summary>Names a node that tests may write to: <c>http://localhost:9200</c>.</summary>
    public const string Variable = "PROMPTGRID_TEST_ELASTICSEARCH";

    private readonly ServiceProvider _services;
    private readonly ElasticsearchSearchIndex _index;

    private ElasticsearchHost()
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(Time);
        _services = services.AddElasticsearchSearch(null, o =>
        {
            o.Nodes = [Environment.GetEnvironmentVariable(Variable)!];
            o.IndexPrefix = $"test-{Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(6))}";
            o.Replicas = 0;
            o.QueryTimeout = TimeSpan.FromSeconds(20);
        }).BuildServiceProvider();
        _index = _services.GetRequiredService<ElasticsearchSearchIndex>();
    }

    public ISearchIndex Index => _index;

    public ManualTime Time { get; } = new();

    public static string? Obstacle => string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Variable)) ? $"No Elasticsearch: set {Variable} to the address of one that tests may write to." : null;

    public static async Task<ElasticsearchHost> StartAsync()
    {
        var host = new ElasticsearchHost();
        await host.Index.InitializeAsync();
        return host;
    }

    public Task RefreshAsync() => SendAsync(HttpMethod.Post, $"/{_index.Names.Alias}/_refresh");

    public async ValueTask DisposeAsync()
    {
        // By name: Elasticsearch refuses to delete by a pattern.
        var indices = await SendAsync(HttpMethod.Get, $"/{_index.Names.Pattern}?features=aliases&expand_wildcards=all");
        foreach (var index in indices.Read(json => json.EnumerateObject().Select(i => i.Name).ToList()))
            await SendAsync(HttpMethod.Delete, "/" + index);
        await SendAsync(HttpMethod.Delete, "/_index_template/" + _index.Names.Template);
        await _services.DisposeAsync();
    }

    private async Task<ElasticsearchAnswer> SendAsync(HttpMethod method, string path) =>
        await _services.GetRequiredService<IElasticsearchTransport>().SendAsync(new ElasticsearchRequest(method, path, TimeSpan.FromSeconds(30)), CancellationToken.None);
}
