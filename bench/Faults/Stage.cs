using System.Globalization;

namespace PromptGrid.Bench.Faults;

/// <summary>One case's own server with fresh data, its databases, and users at work.</summary>
internal sealed class Stage : IAsyncDisposable
{
    private readonly List<string> _deadLetters = [];
    private readonly string _connection;

    private Stage(Server server, string data, string connection, Database? postgres, int seed)
    {
        Server = server;
        Data = data;
        _connection = connection;
        Ledger = postgres ?? Database.Sqlite(Path.Combine(data, "ledger.db"));
        Trending = postgres ?? Database.Sqlite(Path.Combine(data, "projections.db"));
        Load = new Load(server, seed);
    }

    public Server Server { get; }

    /// <summary>The server's data folder.</summary>
    public string Data { get; }

    public Database Ledger { get; }

    public Database Trending { get; }

    public Load Load { get; }

    /// <summary>How often the server was started again.</summary>
    public int Restarts { get; private set; }

    /// <summary>Events that the case wrote into the ledger behind the server's back.</summary>
    public HashSet<(int Partition, long Sequence)> Poison { get; } = [];

    /// <summary>Starts a server on fresh data and puts people and prompts in it.</summary>
    /// <param name="connection">PostgreSQL as the server reaches it; null for a ledger on SQLite.</param>
    /// <param name="direct">PostgreSQL as this program reaches it, where the server's way leads through a fault.</param>
    public static async Task<Stage> OpenAsync(CaseRun run, string? connection = null, string? direct = null, string? data = null, Dictionary<string, string>? settings = null)
    {
        data ??= run.NewFolder("data");
        settings ??= [];
        settings["PROMPTGRID_DATA"] = data;
        settings["RateLimits__Enabled"] = "false";
        settings["Logging__LogLevel__Default"] = "Warning";
        if (connection is not null) settings["ConnectionStrings__Ledger"] = connection;
        var server = await Server.StartAsync("PromptGrid", Server.Program("Api", "PromptGrid.Api"), settings, run.Log);
        var stage = new Stage(server, data, connection ?? "", (direct ?? connection) is { } way ? Database.Postgres(way) : null, run.Random.Next());
        run.Stage = stage;
        try
        {
            await stage.Load.PopulateAsync();
            return stage;
        }
        catch
        {
            await stage.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the killed server again.</summary>
    public async Task RestartAsync()
    {
        Restarts++;
        await Server.RestartAsync();
    }

    /// <summary>The live file of the search index: the one of the highest number.</summary>
    public Database OpenSearch()
    {
        static int NumberOf(string path) => int.TryParse(Path.GetFileNameWithoutExtension(path).AsSpan("search".Length).TrimStart('.'), CultureInfo.InvariantCulture, out var number) ? number : 0;
        return Database.Sqlite(Directory.GetFiles(Data, "search*.db").OrderBy(NumberOf).Last());
    }

    /// <summary>A dead letter whose text begins like this belongs to the case.</summary>
    public void ExpectDeadLetter(string beginning) => _deadLetters.Add(beginning);

    public bool ExpectsDeadLetter(string letter) => _deadLetters.Exists(b => letter.StartsWith(b, StringComparison.Ordinal));

    /// <summary>What <c>promptgrid db stats</c> prints about this server's data while it runs.</summary>
    public async Task<string> StatsAsync()
    {
        var start = new System.Diagnostics.ProcessStartInfo(Server.Program("Cli", "promptgrid"), ["db", "stats"]) { RedirectStandardOutput = true };
        start.Environment["PROMPTGRID_DATA"] = Data;
        if (_connection.Length > 0) start.Environment["ConnectionStrings__Ledger"] = _connection;
        using var process = System.Diagnostics.Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return output;
    }

    public async ValueTask DisposeAsync()
    {
        // A server that is gone breaks what is under way: nobody waits for an answer any more.
        await Load.AbandonAsync();
        await Server.DisposeAsync();
    }
}
