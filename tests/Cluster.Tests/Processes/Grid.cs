using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Orleans;
using Orleans.Runtime;
using PromptGrid.Silo.Cluster;
using PromptGrid.Testing;

namespace PromptGrid.Cluster.Tests.Processes;

/// <summary>A grid of separate processes on a PostgreSQL server of its own: silos, and one API node in front.</summary>
public sealed class Grid : IAsyncDisposable
{
    private static readonly GrainType PromptType = GrainType.Create("prompt");

    private readonly PostgresServer _postgres;
    private readonly Dictionary<string, string> _settings;
    private readonly List<GridProcess> _silos = [];
    private readonly Dictionary<GridProcess, int> _siloPorts = [];
    private GridProcess? _api;

    private Grid(PostgresServer postgres, string connectionString)
    {
        _postgres = postgres;
        ConnectionString = connectionString;
        _settings = new Dictionary<string, string>
        {
            ["ConnectionStrings:Ledger"] = new NpgsqlConnectionStringBuilder(connectionString) { MaxPoolSize = 12 }.ConnectionString,
            ["Search:Provider"] = "None",
            ["StarterPrompts:Enabled"] = "false",
            ["RateLimits:Enabled"] = "false",
            ["Logging:LogLevel:Default"] = "Warning",
        };
    }

    public string ConnectionString { get; }

    public IReadOnlyList<GridProcess> Silos => _silos;

    public GridProcess Api => _api ?? throw new InvalidOperationException("The grid has not started.");

    public HttpClient Http { get; } = new(new SocketsHttpHandler { MaxConnectionsPerServer = 200 }) { Timeout = TimeSpan.FromSeconds(40) };

    /// <summary>Starts silos and an API node, all at once: whoever is first makes the schema.</summary>
    public static async Task<Grid> StartAsync(int silos)
    {
        var postgres = await PostgresServer.StartAsync();
        var grid = new Grid(postgres, await postgres.CreateDatabaseAsync());
        try
        {
            for (var i = 0; i < silos; i++) grid._silos.Add(grid.StartSilo());
            grid._api = GridProcess.Start("the API", "PromptGrid.Api.dll", grid._settings);
            foreach (var silo in grid._silos) await silo.ReadyAsync();
            await grid._api.ReadyAsync();
            grid.Http.BaseAddress = grid._api.Address;
            return grid;
        }
        catch
        {
            await grid.DisposeAsync();
            throw;
        }
    }

    /// <summary>Replaces a silo that ended, and waits until the new one takes work.</summary>
    public async Task ReplaceAsync(int index)
    {
        _silos[index] = StartSilo();
        await _silos[index].ReadyAsync();
    }

    /// <summary>How many prompts each silo holds in memory now, in the order of <see cref="Silos"/>.</summary>
    public async Task<int[]> PromptsBySiloAsync()
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(_settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value)));
        builder.Services.AddPromptGrid(builder.Configuration);
        using var host = builder.Build();
        await host.StartAsync();
        var grains = await host.Services.GetRequiredService<IGrainFactory>().GetGrain<IManagementGrain>(0).GetDetailedGrainStatistics();
        await host.StopAsync();
        return [.. _silos.Select(silo => grains.Count(g => g.GrainId.Type == PromptType && g.SiloAddress.Endpoint.Port == _siloPorts[silo]))];
    }

    public async Task<long> CountAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (_api is not null) await _api.DisposeAsync();
        foreach (var silo in _silos) await silo.DisposeAsync();
        await _postgres.DisposeAsync();
    }

    private GridProcess StartSilo()
    {
        var port = GridProcess.FreePort();
        var silo = GridProcess.Start("a silo", "PromptGrid.Silo.dll", new Dictionary<string, string>(_settings)
        {
            ["Cluster:Address"] = "127.0.0.1",
            ["Cluster:SiloPort"] = port.ToString(CultureInfo.InvariantCulture),
            ["Cluster:GatewayPort"] = GridProcess.FreePort().ToString(CultureInfo.InvariantCulture),
        });
        _siloPorts[silo] = port;
        return silo;
    }
}
