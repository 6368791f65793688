using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Orleans;
using Orleans.Runtime;
using PromptGrid.Search.Wire.Tests.StandIn;
using PromptGrid.Silo.Cluster;
using PromptGrid.Testing;

namespace PromptGrid.Cluster.Tests.Processes;

/// <summary>A grid of separate processes on a PostgreSQL server of its own: silos, and API nodes in front.</summary>
public sealed class Grid : IAsyncDisposable
{
    private const string DataFolder = "PROMPTGRID_DATA";

    private static readonly GrainType PromptType = GrainType.Create("prompt");

    private readonly PostgresServer _postgres;
    private readonly Dictionary<string, string> _settings;
    private readonly List<GridProcess> _silos = [];
    private readonly Dictionary<GridProcess, int> _siloPorts = [];
    private readonly List<GridProcess> _apis = [];
    private readonly List<HttpClient> _clients = [];
    private readonly string _folder = Directory.CreateTempSubdirectory("grid-").FullName;

    private Grid(PostgresServer postgres, string connectionString, IEnumerable<(string Name, string Value)> settings)
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
        foreach (var (name, value) in settings) _settings[name] = value;
    }

    public string ConnectionString { get; }

    public IReadOnlyList<GridProcess> Silos => _silos;

    public IReadOnlyList<GridProcess> Apis => _apis;

    /// <summary>The first API node.</summary>
    public GridProcess Api => _apis[0];

    /// <summary>Asks the first API node.</summary>
    public HttpClient Http => _clients[0];

    /// <summary>For each API node a client that asks it.</summary>
    public IReadOnlyList<HttpClient> Clients => _clients;

    /// <summary>Starts silos and API nodes, all at once: whoever is first makes the schema.</summary>
    /// <param name="settings">Of all processes. API nodes have a data folder each, unless one is named here.</param>
    public static async Task<Grid> StartAsync(int silos, int apis = 1, params (string Name, string Value)[] settings)
    {
        var postgres = await PostgresServer.StartAsync();
        var grid = new Grid(postgres, await postgres.CreateDatabaseAsync(), settings);
        try
        {
            for (var i = 0; i < silos; i++) grid._silos.Add(grid.StartSilo());
            for (var i = 0; i < apis; i++) grid._apis.Add(grid.StartApi(i));
            foreach (var process in grid._silos.Concat(grid._apis)) await process.ReadyAsync();
            foreach (var api in grid._apis) grid._clients.Add(ClientOf(api));
            return grid;
        }
        catch
        {
            await grid.DisposeAsync();
            throw;
        }
    }

    /// <summary>Settings of a grid that searches by a stand-in of Elasticsearch.</summary>
    internal static (string, string)[] SearchedBy(StandInServer search) => [("Search:Provider", "Elasticsearch"), ("Search:Elasticsearch:Nodes:0", search.Address)];

    /// <summary>Replaces a silo that ended by one at another address, and waits until the new one takes work.</summary>
    public async Task ReplaceAsync(int index)
    {
        _silos[index] = StartSilo();
        await _silos[index].ReadyAsync();
    }

    /// <summary>Ends all silos as a power cut would, and starts as many where they were.</summary>
    public async Task RestartSilosAsync()
    {
        var ports = _silos.Select(s => _siloPorts[s]).ToList();
        foreach (var silo in _silos) await silo.KillAsync();
        for (var i = 0; i < _silos.Count; i++) _silos[i] = StartSilo(ports[i]);
        foreach (var silo in _silos) await silo.ReadyAsync();
    }

    /// <summary>Ends an API node as a power cut would, and starts another in its place.</summary>
    /// <param name="keepsFolder">False when the new one finds an empty data folder, as a pod does.</param>
    public async Task ReplaceApiAsync(int index, bool keepsFolder)
    {
        await _apis[index].KillAsync();
        if (!keepsFolder) Directory.Delete(FolderOf(index), recursive: true);
        _apis[index] = StartApi(index);
        await _apis[index].ReadyAsync();
        _clients[index].Dispose();
        _clients[index] = ClientOf(_apis[index]);
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
        foreach (var client in _clients) client.Dispose();
        foreach (var process in _apis.Concat(_silos)) await process.DisposeAsync();
        await _postgres.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>What an API node keeps on disk.</summary>
    public string FolderOf(int api) => _settings.GetValueOrDefault(DataFolder) ?? Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"api-{api}"));

    private static HttpClient ClientOf(GridProcess api) =>
        new(new SocketsHttpHandler { MaxConnectionsPerServer = 200, AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = api.Address, Timeout = TimeSpan.FromSeconds(40) };

    private GridProcess StartApi(int index) =>
        GridProcess.Start("an API node", "PromptGrid.Api.dll", new Dictionary<string, string>(_settings) { [DataFolder] = Directory.CreateDirectory(FolderOf(index)).FullName });

    private GridProcess StartSilo(int? at = null)
    {
        var port = at ?? GridProcess.FreePort();
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
