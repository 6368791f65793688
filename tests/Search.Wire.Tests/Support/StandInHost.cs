using Microsoft.Extensions.DependencyInjection;
using PromptGrid.Search.Contract.Tests.Support;
using PromptGrid.Search.Elasticsearch;
using PromptGrid.Search.Wire.Tests.StandIn;

namespace PromptGrid.Search.Wire.Tests.Support;

/// <summary>The Elasticsearch index on a stand-in of its own.</summary>
internal sealed class StandInHost : ISearchIndexHost
{
    private readonly ServiceProvider _services;

    private StandInHost(StandInServer server, Action<ElasticsearchOptions>? configure)
    {
        Server = server;
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(Time);
        _services = services.AddElasticsearchSearch(null, o =>
        {
            o.Nodes = [server.Address];
            o.BackOff = TimeSpan.FromMilliseconds(5);
            o.QueryTimeout = TimeSpan.FromSeconds(20);
            configure?.Invoke(o);
        }).BuildServiceProvider();
        Index = _services.GetRequiredService<ISearchIndex>();
    }

    public StandInServer Server { get; }

    public ISearchIndex Index { get; }

    public ManualTime Time { get; } = new();

    public static async Task<StandInHost> StartAsync(Action<ElasticsearchOptions>? configure = null)
    {
        var host = new StandInHost(await StandInServer.StartAsync(), configure);
        await host.Index.InitializeAsync();
        return host;
    }

    public Task RefreshAsync() => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await Server.DisposeAsync();
        Server.AssertNoViolations();
    }
}
