using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using PromptGrid.Api.Hosting;
using PromptGrid.Search.Wire.Tests.StandIn;
using PromptGrid.Testing;

namespace PromptGrid.Search.Wire.Tests.Support;

/// <summary>The whole server with its search in Elasticsearch's stand-in and a folder of its own, which goes with it.</summary>
internal sealed class GridOnStandIn : IAsyncDisposable
{
    private GridOnStandIn(WebApplication app, string folder)
    {
        App = app;
        Folder = folder;
    }

    public WebApplication App { get; }

    public string Folder { get; }

    /// <param name="settings">What differs from the defaults.</param>
    public static async Task<GridOnStandIn> StartAsync(StandInServer elasticsearch, params (string Name, string? Value)[] settings)
    {
        var folder = Directory.CreateTempSubdirectory("wire-").FullName;
        var edition = await EditionSettings.MakeAsync();
        EditionSettings.BeforeStart(edition);
        var grid = new GridOnStandIn(
            ApiApplication.Build([], builder =>
            {
                builder.Configuration.AddInMemoryCollection(edition);
                builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(settings.Select(s => KeyValuePair.Create(s.Name, s.Value)))
                {
                    ["PROMPTGRID_DATA"] = folder,
                    [WebHostDefaults.ServerUrlsKey] = "http://127.0.0.1:0",
                    ["Search:Provider"] = "Elasticsearch",
                    ["Search:Elasticsearch:Nodes:0"] = elasticsearch.Address,
                });
                builder.Logging.ClearProviders();
            }),
            folder);
        try
        {
            await grid.App.StartAsync();
            return grid;
        }
        catch
        {
            await grid.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await App.StopAsync();
        await App.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
