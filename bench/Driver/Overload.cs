using System.Diagnostics;
using System.Globalization;
using System.Net;
using PromptGrid.Testing;
using PromptGrid.Testing.Load;

namespace PromptGrid.Bench.Driver;

/// <summary>Three times as many requests as the server takes, over more and more connections.</summary>
internal sealed class Overload : IAsyncDisposable
{
    private const int Users = 64;
    private const int PromptCount = 1_000;

    private static readonly TimeSpan Normal = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan TooMuch = TimeSpan.FromSeconds(4);

    private readonly string _folder = Directory.CreateTempSubdirectory("promptgrid-overload").FullName;
    private readonly List<IAsyncDisposable> _owned = [];

    /// <param name="only"><c>sqlite</c> or <c>postgres</c>; null for both.</param>
    public async Task RunAsync(string? only)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} cores, load generator included; normal: 64 connections as fast as they are answered; 3 ×: that rate three times, from so many connections, {TooMuch.TotalSeconds:F0} s. Latencies are those of accepted requests."));
        Console.WriteLine();
        Console.WriteLine("| work | connections | accepted/s | refused/s | p50 ms | p99 ms | max ms | other answers | broken | memory MiB, before → after | normal again after |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|");
        if (only is null or "sqlite") await LoadAsync("sqlite", []);
        if (only is "sqlite") return;
        if (PostgresServer.Obstacle is { } obstacle)
        {
            Console.WriteLine("PostgreSQL: skipped. " + obstacle);
            return;
        }

        var postgres = await PostgresServer.StartAsync(durable: true);
        _owned.Add(postgres);
        await LoadAsync("postgres", new() { ["ConnectionStrings__Ledger"] = await postgres.CreateDatabaseAsync() });
    }

    public async ValueTask DisposeAsync()
    {
        for (var i = _owned.Count - 1; i >= 0; i--) await _owned[i].DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task LoadAsync(string name, Dictionary<string, string> settings)
    {
        settings["PROMPTGRID_DATA"] = Path.Combine(_folder, name);
        settings["RateLimits__Enabled"] = "false";
        settings["Logging__LogLevel__Default"] = "Warning";
        await using var server = await Server.StartAsync(name, Server.Program("Api", "PromptGrid.Api"), settings);
        var grid = new Grid(server);
        await grid.PopulateAsync(Users, PromptCount);
        // Every request really changes something: all users like all prompts in turn, then all take it back.
        byte[][] likes = [.. Changes(grid, "PUT"), .. Changes(grid, "DELETE")];
        byte[][] reads = [.. grid.Prompts.Select(p => LoadRequest.Format("GET", "/v1/prompts/" + p))];
        await RowsAsync($"like, {name}", server, likes);
        await RowsAsync($"GET prompt, {name}", server, reads);
    }

    private static IEnumerable<byte[]> Changes(Grid grid, string method) =>
        grid.Tokens.SelectMany(t => grid.Prompts.Select(p => LoadRequest.Format(method, $"/v1/prompts/{p}/like", t)));

    private static async Task RowsAsync(string work, Server server, byte[][] requests)
    {
        var address = new IPEndPoint(IPAddress.Loopback, server.Client.BaseAddress!.Port);
        var i = -1;
        LoadRequest Next() => new(requests[(uint)Interlocked.Increment(ref i) % requests.Length], 0);
        await LoadGenerator.RunAsync(address, 64, Normal, null, Next);
        var before = server.MemoryMib();
        var normal = await LoadGenerator.RunAsync(address, 64, Normal, null, Next);
        Row(work, "64, normal", normal, before, server.MemoryMib(), "");
        foreach (var connections in (int[])[512, 1_000, 2_000])
        {
            before = server.MemoryMib();
            var result = await LoadGenerator.RunAsync(address, connections, TooMuch, normal.AcceptedPerSecond * 3, Next);
            var after = server.MemoryMib();
            var watch = Stopwatch.StartNew();
            // Normal is what it was, with room for chance: short runs differ by that much in quiet times too.
            while ((await LoadGenerator.RunAsync(address, 64, TimeSpan.FromSeconds(0.2), null, Next)).AcceptedMs(0.95) > Math.Max(10, normal.AcceptedMs(0.99) * 2)
                && watch.Elapsed < TimeSpan.FromSeconds(20))
            {
            }

            Row(work, connections.ToString(CultureInfo.InvariantCulture) + ", 3 ×", result, before, after, string.Create(CultureInfo.InvariantCulture, $"{watch.Elapsed.TotalSeconds:F1} s"));
        }
    }

    private static void Row(string work, string connections, LoadResult result, double before, double after, string recovery)
    {
        var other = result.Statuses.Where(s => s.Key is not (200 or 429 or 503)).Sum(s => s.Value);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {work} | {connections} | {result.AcceptedPerSecond:N0} | {result.RefusedPerSecond:N0} | {result.AcceptedMs(0.5):F1} | {result.AcceptedMs(0.99):F1} | {result.AcceptedMs(1):F1} | {other} | {result.Broken} | {before:F0} → {after:F0} | {recovery} |"));
    }
}
