using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;
using PromptGrid.Cluster.Tests.Processes;
using PromptGrid.Silo.Cluster;
using PromptGrid.Testing;

namespace PromptGrid.Cluster.Tests;

/// <summary>Orleans' ADO.NET grain storage on the tables and queries of our migration.</summary>
public sealed class GrainStorageTests
{
    [PostgresFact]
    public async Task State_is_kept_versioned_and_cleared()
    {
        await using var silo = await StartAsync();
        var storage = silo.Services.GetRequiredKeyedService<IGrainStorage>("Default");
        foreach (var grain in (GrainId[])[GrainId.Create("notes", "a"), GrainId.Create("notes", "0f8fad5bd9cb469fa16570867728950e"), GrainId.Create("notes", "42")])
        {
            var (one, other) = (new GrainState<Note>(), new GrainState<Note>());
            await storage.ReadStateAsync("note", grain, one);
            await storage.ReadStateAsync("note", grain, other);
            Assert.False(one.RecordExists);

            one.State = new Note { Text = "first" };
            await storage.WriteStateAsync("note", grain, one);
            other.State = new Note { Text = "other" };
            await Assert.ThrowsAsync<InconsistentStateException>(() => storage.WriteStateAsync("note", grain, other));

            await storage.ReadStateAsync("note", grain, other);
            Assert.Equal("first", other.State.Text);
            other.State = new Note { Text = "second" };
            await storage.WriteStateAsync("note", grain, other);
            await Assert.ThrowsAsync<InconsistentStateException>(() => storage.ClearStateAsync("note", grain, one));
            await storage.ClearStateAsync("note", grain, other);

            var last = new GrainState<Note>();
            await storage.ReadStateAsync("note", grain, last);
            Assert.False(last.RecordExists);
            last.State = new Note { Text = "again" };
            await storage.WriteStateAsync("note", grain, last);
            await storage.ReadStateAsync("note", grain, one);
            Assert.Equal("again", one.State.Text);
        }
    }

    private static async Task<Host> StartAsync()
    {
        var server = await PostgresServer.SharedAsync();
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:Ledger"] = await server.CreateDatabaseAsync(),
            ["Search:Provider"] = "None",
            ["Cluster:Address"] = "127.0.0.1",
            ["Cluster:SiloPort"] = GridProcess.FreePort().ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["Cluster:GatewayPort"] = GridProcess.FreePort().ToString(System.Globalization.CultureInfo.InvariantCulture),
        });
        builder.Services.AddPromptGridSilo(builder.Configuration);
        var host = builder.Build();
        await host.StartAsync();
        return new Host(host);
    }

    private sealed class Host(IHost host) : IAsyncDisposable
    {
        public IServiceProvider Services => host.Services;

        public async ValueTask DisposeAsync()
        {
            await host.StopAsync();
            host.Dispose();
        }
    }
}

[GenerateSerializer, Alias("promptgrid.tests.Note")]
public sealed class Note
{
    [Id(0)]
    public string Text { get; set; } = "";
}
