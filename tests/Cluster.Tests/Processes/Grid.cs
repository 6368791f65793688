using System.Globalization;
using Npgsql;
using PromptGrid.Testing;

namespace PromptGrid.Cluster.Tests.Processes;

/// <summary>A grid of separate processes on a PostgreSQL server of its own: silos, and one API node in front.</summary>
public sealed class Grid : IAsyncDisposable
{
    private readonly PostgresServer _postgres;
    private readonly Dictionary<string, string> _settings;
    private readonly List<GridProcess> _silos = [];
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

    private GridProcess StartSilo() => GridProcess.Start("a silo", "PromptGrid.Silo.dll", new Dictionary<string, string>(_settings)
    {
        ["Cluster:Address"] = "127.0.0.1",
        ["Cluster:SiloPort"] = GridProcess.FreePort().ToString(CultureInfo.InvariantCulture),
        ["Cluster:GatewayPort"] = GridProcess.FreePort().ToString(CultureInfo.InvariantCulture),
    });
}
