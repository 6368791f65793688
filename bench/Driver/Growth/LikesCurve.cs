using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using PromptGrid.Domain.Common;
using PromptGrid.Domain.Prompts;
using PromptGrid.Ledger;
using PromptGrid.Testing;

namespace PromptGrid.Bench.Driver.Growth;

/// <summary>
/// What a like costs on a prompt that has many: prompts with 10, 10⁴ and 10⁶ likes on one server, taking turns, with users
/// who had not liked them; and on a second server a prompt with 10 likes in a ledger that has no others, because deep trees
/// would slow all prompts of one ledger alike.
/// </summary>
internal sealed class LikesCurve(string folder)
{
    private const int Connections = 64;
    private const int Users = 256;
    private const int Rounds = 5;
    private const int Seconds = 2;
    private const int SetSize = 1_000;
    private const int SetsAtOnce = 4;
    private const int Seed = 20_260_102;
    private static readonly int[] Sizes = [10, 10_000, 1_000_000];

    public async Task RunAsync()
    {
        await using var postgres = await PostgresServer.StartAsync(durable: true);
        var curves = new List<Series>();
        Console.WriteLine();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Likes by new users on one prompt, {Connections} connections, {Rounds} × {Seconds} s each, in turns (floor: 1.2 × the cost at 10 likes):"));
        Console.WriteLine();
        Console.WriteLine("| ledger | likes before | likes/s | µs for each | cost against 10 | against 10 in an empty ledger | p50 ms | p99 ms | bad |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|");
        curves.Add(await MeasureAsync("SQLite", async name => (await Task.FromResult(GrowingGrid.Settings(Path.Combine(folder, name))), null)));
        curves.Add(await MeasureAsync("PostgreSQL", async name =>
        {
            var connection = await postgres.CreateDatabaseAsync();
            var settings = GrowingGrid.Settings(Path.Combine(folder, name));
            settings["ConnectionStrings__Ledger"] = connection;
            return (settings, connection);
        }));
        GrowthCurves.Save(new Plot("Cost of a like, against one on a prompt with 10", "likes the prompt has", "times the cost at 10 likes", curves, (1.2, "floor")), "likes");
    }

    private static async Task<Series> MeasureAsync(string name, Func<string, Task<(Dictionary<string, string> Settings, string? Connection)>> prepare)
    {
        var small = await prepare(name + "-small");
        var large = await prepare(name + "-large");
        var (smallTokens, smallPrompts) = await PopulateAsync(name, small.Settings, small.Connection, [Sizes[0]]);
        var (largeTokens, largePrompts) = await PopulateAsync(name, large.Settings, large.Connection, Sizes);
        await using var smallServer = await StartAsync(name, small.Settings);
        await using var largeServer = await StartAsync(name, large.Settings);
        var arms = new List<(Server Server, LikeLoad Load, List<Load> Loads)> { (smallServer, new LikeLoad(smallTokens, smallPrompts), []) };
        arms.AddRange(largePrompts.Select(p => (largeServer, new LikeLoad(largeTokens, [p]), new List<Load>())));

        // Warm: the hot code is compiled to its last tier in both processes.
        foreach (var (server, load, _) in arms) await Wrk.RunAsync(server, "/", server == smallServer ? 8 : 3, Connections, load);
        for (var round = 0; round < Rounds; round++)
        {
            // There and back, so that no arm always follows the same one.
            foreach (var (server, load, loads) in round % 2 == 0 ? arms : Enumerable.Reverse(arms)) loads.Add(await Wrk.RunAsync(server, "/", Seconds, Connections, load));
        }

        static double Rate(List<Load> loads) => loads.Average(l => l.PerSecond);
        var alone = Rate(arms[0].Loads);
        var few = Rate(arms[1].Loads);
        for (var i = 1; i < arms.Count; i++)
        {
            var loads = arms[i].Loads;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {Sizes[i - 1]:N0} | {Rate(loads):N0} | {1e6 / Rate(loads):F1} | {few / Rate(loads):F2} | {alone / Rate(loads):F2} | {loads.Average(l => l.P50Ms):F1} | {loads.Average(l => l.P99Ms):F1} | {loads.Sum(l => l.Bad)} |"));
        }

        return new Series(name, [.. arms.Skip(1).Select((arm, i) => ((double)Sizes[i], few / Rate(arm.Loads)))]);
    }

    private static async Task<(List<string> Tokens, List<string> Prompts)> PopulateAsync(string name, Dictionary<string, string> settings, string? connection, int[] sizes)
    {
        var prompts = new List<string>();
        List<string> tokens;
        await using (var server = await Server.StartAsync(name, GrowingGrid.Built("Api", "PromptGrid.Api"), settings))
        {
            var grid = new Grid(server);
            await grid.PopulateAsync(Users, 0);
            foreach (var size in sizes) prompts.Add(await grid.PublishAsync(string.Create(CultureInfo.InvariantCulture, $"Liked {size}"), "a castle"));
            tokens = grid.Tokens;
        }

        GrowthCurves.Say(string.Create(CultureInfo.InvariantCulture, $"{name}: adding {sizes.Sum():N0} likes"));
        var services = new ServiceCollection();
        if (connection is null) services.AddSqliteLedger(Path.Combine(settings["PROMPTGRID_DATA"], LedgerServiceCollectionExtensions.FileName));
        else services.AddPostgresLedger(connection);
        await using var provider = services.BuildServiceProvider();
        var store = provider.GetRequiredService<ILedgerStore>();
        await store.InitializeAsync();
        for (var i = 0; i < sizes.Length; i++) await LikeAsync(store.Ledger, prompts[i], sizes[i]);
        await store.DrainAsync();
        return (tokens, prompts);
    }

    /// <summary>Likes of users that nobody else is, in the order in which strangers come: none.</summary>
    private static async Task LikeAsync(ILedger ledger, string prompt, int count)
    {
        var random = new Random(Seed);
        var tally = new EdgeTally(prompt, PromptCounters.Likes, PromptEventNames.LikesChanged);
        var sets = Enumerable.Range(0, (count + SetSize - 1) / SetSize).Select(set => new WriteSet
        {
            Entity = prompt,
            Edges = [.. Enumerable.Range(0, Math.Min(SetSize, count - (set * SetSize))).Select(_ => new EdgeWrite(PromptEdges.Like, Stranger(random), prompt, Remove: false, tally))],
        });
        long committed = 0;
        await Parallel.ForEachAsync(sets, new ParallelOptions { MaxDegreeOfParallelism = SetsAtOnce }, async (set, _) =>
        {
            if (await ledger.CommitAsync(set) is not CommitOutcome.Committed done) throw new InvalidOperationException("Likes were refused.");
            Interlocked.Add(ref committed, done.EdgesChanged.Count(c => c));
        });
        if (committed != count) throw new InvalidOperationException($"{committed} of {count} likes were new.");
    }

    private static string Stranger(Random random)
    {
        var bytes = new byte[16];
        random.NextBytes(bytes);
        return EntityIds.Format(EntityIds.User, new Guid(bytes));
    }

    private static async Task<Server> StartAsync(string name, Dictionary<string, string> settings)
    {
        var server = await Server.StartAsync(name, GrowingGrid.Built("Api", "PromptGrid.Api"), settings);
        await GrowingGrid.FollowedAsync(server);
        return server;
    }
}
