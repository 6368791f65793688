using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using Npgsql;

namespace PromptGrid.Bench.Driver.Scale;

/// <summary>So many silos and an API node, each a process, on one database.</summary>
internal sealed class ScaleGrid : IAsyncDisposable
{
    /// <summary>Callers at once.</summary>
    public const int Connections = 64;

    private const int Users = 64;
    private const int PromptCount = 600;
    private const int WarmSeconds = 8;
    private const int Seconds = 6;
    private const int IdleSeconds = 3;

    private readonly List<Server> _silos = [];
    private Server _api = null!;
    private Grid _grid = null!;
    private double _idlePerSecond;

    public static async Task<ScaleGrid> StartAsync(int silos, string connectionString)
    {
        var grid = new ScaleGrid();
        try
        {
            for (var i = 0; i < silos; i++)
            {
                var settings = Settings(connectionString);
                settings["Cluster__Address"] = "127.0.0.1";
                settings["Cluster__SiloPort"] = FreePort();
                settings["Cluster__GatewayPort"] = FreePort();
                grid._silos.Add(await Server.StartAsync($"silo {i + 1}", Server.Program("Driver", "PromptGrid.Driver", "Cluster"), settings, arguments: ["scale", "silo"]));
            }

            foreach (var silo in grid._silos) await ReadyAsync(silo);
            grid._api = await Server.StartAsync("API", Server.Program("Api", "PromptGrid.Api", "Cluster"), Settings(connectionString));
            await ReadyAsync(grid._api);
            grid._grid = new Grid(grid._api);
            await grid._grid.PopulateAsync(Users, PromptCount);
            return grid;
        }
        catch
        {
            await grid.DisposeAsync();
            throw;
        }
    }

    /// <summary>Prints a row for each kind of work.</summary>
    /// <returns>Rows about the hop.</returns>
    public async Task<IReadOnlyList<string>> MeasureAsync()
    {
        var spread = new LikeLoad(_grid.Tokens, _grid.Prompts);
        var before = await TrafficAsync();
        await Task.Delay(TimeSpan.FromSeconds(IdleSeconds));
        _idlePerSecond = (double)((await TrafficAsync()).FromSilos - before.FromSilos) / IdleSeconds;
        await Wrk.RunAsync(_api, "/", WarmSeconds, Connections, spread);
        await RowAsync($"like, {PromptCount} prompts", "/", spread);
        var hot = await _grid.PublishAsync("Hot", "a castle");
        await RowAsync("like, one hot prompt", "/", new LikeLoad(_grid.Tokens, [hot]));
        await RowAsync("GET prompt, hot set", "/v1/prompts/" + _grid.Prompts[0], null);
        var hops = await _silos[0].Client.GetFromJsonAsync<HopTimes>("/bench/hops") ?? throw new InvalidOperationException("A silo told no times.");
        return [HopRow("yes or no", hops.Bit), HopRow("a prompt with its text", hops.Prompt)];
    }

    public async ValueTask DisposeAsync()
    {
        if (_api is not null) await _api.DisposeAsync();
        foreach (var silo in _silos) await silo.DisposeAsync();
    }

    private async Task RowAsync(string work, string path, LikeLoad? likes)
    {
        var (traffic, cpu) = (await TrafficAsync(), Cpu.Read(this));
        var load = await Wrk.RunAsync(_api, path, Seconds, Connections, likes);
        var (calls, used) = (await TrafficAsync(), Cpu.Read(this));
        var answers = load.PerSecond * Seconds;
        var fromClients = (calls.FromClients - traffic.FromClients) / answers;
        // Silos that do nothing talk too; what they say then is not the work's.
        var fromSilos = Math.Max(0, calls.FromSilos - traffic.FromSilos - (_idlePerSecond * Seconds)) / answers;
        string Each(Func<Cpu, double> of) => ((of(used) - of(cpu)) * 1_000 / answers).ToString("F0", CultureInfo.InvariantCulture);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {_silos.Count} | {work} | {load.PerSecond:N0} | {load.P50Ms:F1} | {load.P99Ms:F1} | {load.Bad} | {fromClients:F2} | {fromSilos:F2} | {Each(c => c.Api)} | {Each(c => c.Silos)} | {Each(c => c.Postgres)} | {Each(c => c.Machine - c.Api - c.Silos - c.Postgres)} |"));
    }

    private string HopRow(string call, HopTimes.Pair times) => string.Create(
        CultureInfo.InvariantCulture,
        $"| {_silos.Count} | {call} | {times.HereUs:F0} | {(times.ElsewhereUs is { } far ? far.ToString("F0", CultureInfo.InvariantCulture) : "–")} | {(times.ElsewhereUs - times.HereUs is { } hop ? hop.ToString("F0", CultureInfo.InvariantCulture) : "–")} |");

    private async Task<SiloTraffic.Counts> TrafficAsync()
    {
        var sum = default(SiloTraffic.Counts);
        foreach (var silo in _silos)
        {
            var counts = await silo.Client.GetFromJsonAsync<SiloTraffic.Counts>("/bench/traffic");
            sum = new SiloTraffic.Counts(sum.FromClients + counts.FromClients, sum.FromSilos + counts.FromSilos);
        }

        return sum;
    }

    private static Dictionary<string, string> Settings(string connectionString) => new()
    {
        ["ConnectionStrings__Ledger"] = new NpgsqlConnectionStringBuilder(connectionString) { MaxPoolSize = 20 }.ConnectionString,
        ["Search__Provider"] = "None",
        ["StarterPrompts__Enabled"] = "false",
        ["RateLimits__Enabled"] = "false",
        ["Audit__Enabled"] = "false",
        ["Logging__LogLevel__Default"] = "Error",
    };

    private static async Task ReadyAsync(Server server)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            using var answer = await server.Client.GetAsync("/healthz/ready", patience.Token);
            if (answer.IsSuccessStatusCode) return;
            await Task.Delay(50, patience.Token);
        }
    }

    private static string FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Processor time in milliseconds.</summary>
    private readonly record struct Cpu(double Api, double Silos, double Postgres, double Machine)
    {
        public static Cpu Read(ScaleGrid grid) =>
            new(CpuTime.Of(grid._api.ProcessId), grid._silos.Sum(s => CpuTime.Of(s.ProcessId)), CpuTime.OfAll("postgres"), CpuTime.OfMachine());
    }
}
