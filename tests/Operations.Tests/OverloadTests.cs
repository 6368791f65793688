using System.Collections.Concurrent;
using System.Globalization;
using PromptGrid.Operations.Tests.Support;
using PromptGrid.Testing;
using PromptGrid.Testing.Load;

namespace PromptGrid.Operations.Tests;

/// <summary>The real process with more work than it can take. PostgreSQL where it is there, SQLite elsewhere.</summary>
public sealed class OverloadTests
{
    private const int Users = 24;
    private const int PromptCount = 1_500;

    [Fact]
    public async Task At_three_times_its_capacity_answers_stay_true_and_fast_and_it_recovers_within_seconds()
    {
        using var folder = new TemporaryFolder();
        (string, string)[] settings = PostgresServer.Obstacle is null
            ? [("ConnectionStrings__Ledger", await (await PostgresServer.SharedAsync()).CreateDatabaseAsync())]
            : [];
        await using var grid = await GridProcess.StartAsync(folder.Path("grid"), [.. settings, ("Overload__WritesMax", "256"), ("Overload__ReadsMax", "256")]);
        var (tokens, prompts) = await grid.PopulateAsync(Users, PromptCount);
        var work = new LikesAndReads(tokens, prompts);

        // Warm first: the capacity of cold code says little.
        await work.RunAsync(grid, 32, TimeSpan.FromSeconds(1.5), null);
        var normal = await work.RunAsync(grid, 32, TimeSpan.FromSeconds(1.5), null);
        var before = grid.MemoryMib;
        var overload = await work.RunAsync(grid, 1_000, TimeSpan.FromSeconds(4), normal.AcceptedPerSecond * 3);
        var growth = grid.MemoryMib - before;

        Assert.Empty(overload.Statuses.Keys.Except([200, 429, 503]));
        Assert.Equal(0, overload.Broken);
        Assert.Empty(work.Strange);
        Assert.True(overload.Statuses.GetValueOrDefault(503) > 0, "It was not overloaded.");
        Assert.True(overload.Accepted > 0);
        // The machine of a test is slow and shared: this is far from good, and as far from what queues without a bound do.
        Assert.True(overload.AcceptedMs(0.99) < 2_500, Describe("accepted p99", overload.AcceptedMs(0.99)));
        Assert.True(growth < 400, Describe("MiB grown", growth));

        var recovered = await Until.HoldsAsync(
            async () => await work.RunAsync(grid, 8, TimeSpan.FromSeconds(0.3), null) is var quiet && quiet.Statuses.Keys.All(s => s == 200) && quiet.AcceptedMs(0.95) < 250,
            "normal latency after the load",
            TimeSpan.FromSeconds(10));
        Assert.True(recovered < TimeSpan.FromSeconds(10));
        await work.ExpectTruthAsync(grid);
    }

    private static string Describe(string what, double value) => string.Create(CultureInfo.InvariantCulture, $"{what}: {value:F0}");

    /// <summary>Likes that nobody repeats while any are left, and every fourth request a read.</summary>
    private sealed class LikesAndReads
    {
        private readonly string[] _prompts;
        private readonly byte[][] _likes;
        private readonly byte[][] _reads;
        private readonly bool[] _liked;
        private int _next = -1;

        public LikesAndReads(string[] tokens, string[] prompts)
        {
            _prompts = prompts;
            _likes = [.. prompts.SelectMany(p => tokens.Select(t => LoadRequest.Format("PUT", $"/v1/prompts/{p}/like", t)))];
            _reads = [.. prompts.Select(p => LoadRequest.Format("GET", "/v1/prompts/" + p))];
            _liked = new bool[_likes.Length];
        }

        /// <summary>Answers that are neither a success nor a refusal that had no effect.</summary>
        public ConcurrentQueue<string> Strange { get; } = new();

        public Task<LoadResult> RunAsync(GridProcess grid, int connections, TimeSpan duration, double? perSecond) =>
            LoadGenerator.RunAsync(grid.EndPoint, connections, duration, perSecond, Next, Answered);

        /// <summary>Each prompt has exactly the likes that were answered.</summary>
        public async Task ExpectTruthAsync(GridProcess grid)
        {
            var perPrompt = _likes.Length / _prompts.Length;
            await Parallel.ForEachAsync(Enumerable.Range(0, _prompts.Length), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, _) =>
                Assert.Equal(_liked.AsSpan(i * perPrompt, perPrompt).Count(true), await grid.LikesAsync(_prompts[i])));
            Assert.Contains(true, _liked);
        }

        private LoadRequest Next()
        {
            var i = (int)((uint)Interlocked.Increment(ref _next) % int.MaxValue);
            // A step that shares no divisor with the number of likes visits each once before any comes again.
            return i % 4 == 0 ? new LoadRequest(_reads[i % _reads.Length], -1) : Like((int)(i * 7_919L % _likes.Length));
        }

        private LoadRequest Like(int edge) => new(_likes[edge], edge);

        private void Answered(int tag, int status, ReadOnlySpan<byte> answer)
        {
            if (status == 200 && tag >= 0) _liked[tag] = true;
            else if (status != 200 && answer.IndexOf("\"code\":\"overloaded\""u8) < 0) Strange.Enqueue(System.Text.Encoding.UTF8.GetString(answer));
        }
    }
}
