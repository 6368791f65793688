using System.Globalization;
using System.Net.Http.Json;
using PromptGrid.Testing;

namespace PromptGrid.Bench.Driver;

/// <summary>Starts the servers, drives the same work against each in turn, and prints ratios.</summary>
internal sealed class Benchmarks : IAsyncDisposable
{
    private const int Users = 256;

    // A like spreads over so many; there are twice as many, so that rows that come later find likes that are new.
    private const int SpreadPrompts = 1_000;

    // A read is answered at once, so that few callers are enough. Likes that wait for the same commit share it, which is what
    // many callers are for; one row shows how much of that remains with few.
    private const int FewConnections = 64;
    private const int ManyConnections = 256;

    // Until the hot code of a server is compiled to its last tier.
    private const int WarmSeconds = 9;

    // More of it right before the row of likes on SQLite, whose other server has worked for longer by then.
    private const int WarmAgainSeconds = 6;

    // Of each latency; the p99 of so few is the longest.
    private const int Samples = 20;

    /// <summary>The rows with a floor.</summary>
    public static readonly string[] Headlines = ["prompt", "board", "spread", "hot", "sqlite", "latencies"];

    private readonly string _folder = Directory.CreateTempSubdirectory("promptgrid-bench").FullName;
    private readonly int _seconds;
    private readonly int _rounds;
    private readonly List<IAsyncDisposable> _owned = [];
    private PostgresServer _postgres = null!;

    private Benchmarks(int seconds, int rounds) => (_seconds, _rounds) = (seconds, rounds);

    public static async Task<Benchmarks> StartAsync(int seconds, int rounds)
    {
        var bench = new Benchmarks(seconds, rounds);
        bench._postgres = await PostgresServer.StartAsync(durable: true);
        bench._owned.Add(bench._postgres);
        return bench;
    }

    /// <summary>Prints the table.</summary>
    /// <param name="only">The rows to run, or none for all: <c>prompt</c>, <c>board</c>, <c>spread</c>, <c>few</c>,
    /// <c>hot</c>, <c>sqlite</c>, <c>latencies</c>.</param>
    public async Task RunAsync(IReadOnlyCollection<string> only)
    {
        bool Wanted(string row) => only.Count == 0 || only.Contains(row);

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} cores, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30} GiB, load generator included; {FewConnections} connections, {ManyConnections} for likes, {_rounds} × {_seconds} s a row"));
        Console.WriteLine();
        Console.WriteLine("| work | PromptGrid/s | other/s | ratio | floor | p50 ms | p99 ms | other p99 | bad |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|");

        var sqlite = await GridAsync("sqlite", SpreadPrompts, []);
        var sqliteLikes = new LikeLoad(sqlite.Tokens, sqlite.Prompts);
        // Without likes the board would be empty.
        if (Wanted("sqlite") || Wanted("board")) await Wrk.RunAsync(sqlite.Server, "/", WarmSeconds, ManyConnections, sqliteLikes);
        var bare = await BareAsync(sqlite);
        if (Wanted("prompt")) await CompareAsync("GET public prompt, against Bare", sqlite.Server, bare, "/v1/prompts/" + sqlite.Prompts[0], null, null, 0.6);
        if (Wanted("board")) await CompareAsync("GET trending board, against Bare", sqlite.Server, bare, "/v1/trending", null, null, 0.6);

        var postgres = await GridAsync("postgres", 2 * SpreadPrompts, new() { ["ConnectionStrings__Ledger"] = await _postgres.CreateDatabaseAsync() });
        var textbook = await TextbookAsync(postgres);
        var users = Enumerable.Range(0, Users).Select(i => string.Create(CultureInfo.InvariantCulture, $"user-{i}")).ToList();
        // Every row begins with likes that are new, on either side: taking them back costs the servers something else.
        var others = new LikeLoad(postgres.Tokens, postgres.Prompts[SpreadPrompts..]);
        var textbookSpread = new LikeLoad(users, postgres.Prompts[..SpreadPrompts]);
        if (Wanted("spread"))
        {
            var spread = new LikeLoad(postgres.Tokens, postgres.Prompts[..SpreadPrompts]);
            await CompareAsync("like, 1,000 prompts, PostgreSQL, against Textbook", postgres.Server, textbook, "/", spread, textbookSpread, 3, WarmSeconds, WarmSeconds / 2);
        }

        if (Wanted("few")) await CompareAsync($"the same with {FewConnections} connections", postgres.Server, textbook, "/", others, textbookSpread, null, warm: 1, otherWarm: 1, connections: FewConnections);

        // A prompt of its own, so that these likes and the others do not undo each other.
        var hot = await postgres.PublishAsync("Hot", "a castle");
        await textbook.Client.PutAsJsonAsync("/prompts/" + hot, new { title = hot });
        if (Wanted("hot")) await CompareAsync("like, one hot prompt, PostgreSQL, against Textbook", postgres.Server, textbook, "/", new LikeLoad(postgres.Tokens, [hot]), new LikeLoad(users, [hot]), 10, warm: 3, otherWarm: 2);
        if (Wanted("sqlite")) await CompareAsync("like, 1,000 prompts, SQLite, against PostgreSQL", sqlite.Server, postgres.Server, "/", sqliteLikes, others, 1, WarmAgainSeconds, otherWarm: Wanted("spread") ? 1 : WarmSeconds);

        if (Wanted("latencies")) await LatenciesAsync(sqlite);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"cold start to first answer: {sqlite.Server.ColdStart.TotalMilliseconds:F0} ms (empty SQLite ledger)"));
        foreach (var server in new[] { sqlite.Server, postgres.Server, textbook, bare }) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"peak memory {server.Name}: {server.PeakMemoryMib():F0} MiB"));
    }

    public async ValueTask DisposeAsync()
    {
        for (var i = _owned.Count - 1; i >= 0; i--) await _owned[i].DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task LatenciesAsync(Grid grid)
    {
        static string Describe(double[] times)
        {
            Array.Sort(times);
            return string.Create(CultureInfo.InvariantCulture, $"p50 {times[times.Length / 2]:F0} ms, p99 {times[(int)(times.Length * 0.99)]:F0} ms over {times.Length}");
        }

        Console.WriteLine();
        Console.WriteLine($"publish → found by search: {Describe(await grid.FoundAfterAsync(Samples))}");
        Console.WriteLine($"like → seen in the board's stream: {Describe(await grid.SeenAfterAsync(Samples))}");
    }

    /// <param name="floor">The ratio to reach; null for a row that only informs.</param>
    /// <param name="warm">Seconds of load before anything counts.</param>
    /// <param name="otherWarm">The same for the other server; 0 where it has worked before.</param>
    private async Task CompareAsync(string work, Server ours, Server other, string path, LikeLoad? ourLikes, LikeLoad? otherLikes, double? floor, int warm = 1, int otherWarm = 1, int? connections = null)
    {
        // They take turns, so that a slow moment of the machine hits both.
        var callers = connections ?? (ourLikes is null ? FewConnections : ManyConnections);
        await Wrk.RunAsync(ours, path, warm, callers, ourLikes);
        if (otherWarm > 0) await Wrk.RunAsync(other, path, otherWarm, callers, otherLikes);
        var a = new List<Load>();
        var b = new List<Load>();
        for (var round = 0; round < _rounds; round++)
        {
            a.Add(await Wrk.RunAsync(ours, path, _seconds, callers, ourLikes));
            b.Add(await Wrk.RunAsync(other, path, _seconds, callers, otherLikes));
        }

        var (mine, theirs) = (a.Average(l => l.PerSecond), b.Average(l => l.PerSecond));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {work} | {mine:N0} | {theirs:N0} | {mine / theirs:F2} | {(floor is { } least ? least.ToString("F1", CultureInfo.InvariantCulture) : "–")} | {a.Average(l => l.P50Ms):F1} | {a.Average(l => l.P99Ms):F1} | {b.Average(l => l.P99Ms):F1} | {a.Sum(l => l.Bad)} |"));
    }

    private async Task<Grid> GridAsync(string name, int prompts, Dictionary<string, string> settings)
    {
        settings["PROMPTGRID_DATA"] = Path.Combine(_folder, name);
        settings["RateLimits__Enabled"] = "false";
        settings["Logging__LogLevel__Default"] = "Warning";
        var server = await Server.StartAsync("PromptGrid on " + name, Server.Program("Api", "PromptGrid.Api"), settings);
        _owned.Add(server);
        var grid = new Grid(server);
        await grid.PopulateAsync(Users, prompts);
        return grid;
    }

    private async Task<Server> BareAsync(Grid grid)
    {
        var bare = await Server.StartAsync("Bare", Server.Program("Bare", "PromptGrid.Bare"), []);
        _owned.Add(bare);
        foreach (var (name, path) in new[] { ("prompt", "/v1/prompts/" + grid.Prompts[0]), ("board", "/v1/trending") })
        {
            using var answer = await bare.Client.PutAsync("/bytes/" + name, new ByteArrayContent(await grid.Server.Client.GetByteArrayAsync(path)));
            answer.EnsureSuccessStatusCode();
        }

        return bare;
    }

    private async Task<Server> TextbookAsync(Grid grid)
    {
        var textbook = await Server.StartAsync("Textbook", Server.Program("Textbook", "PromptGrid.Textbook"), new() { ["ConnectionStrings__Textbook"] = await _postgres.CreateDatabaseAsync() });
        _owned.Add(textbook);
        await Parallel.ForEachAsync(grid.Prompts, async (prompt, _) =>
        {
            using var answer = await textbook.Client.PutAsJsonAsync("/prompts/" + prompt, new { title = prompt }, CancellationToken.None);
            answer.EnsureSuccessStatusCode();
        });

        return textbook;
    }
}
