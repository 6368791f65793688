using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using PromptGrid.Domain.Prompts;
using PromptGrid.Domain.Trending;
using PromptGrid.Domain.Users;
using PromptGrid.Grains.Interfaces;
using PromptGrid.Grains.Interfaces.Projections;
using PromptGrid.Projections;
using PromptGrid.Testing;
using Xunit.Abstractions;

namespace PromptGrid.Cluster.Tests.InProcess;

/// <summary>Silos come and go under writers; what ran in them goes on elsewhere.</summary>
public sealed class MovingTests(ITestOutputHelper output)
{
    private const int Prompts = 24;

    private static readonly BoardKey DayBoard = BoardKey.Parse("day:global")!.Value;

    private static readonly TimeSpan RecoveryMax = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    [PostgresTheory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_killed_silo_leaves_its_projections_and_boards_to_the_others_which_go_on_from_the_checkpoints(short silos)
    {
        await using var grid = await SiloGrid.StartAsync(silos, await SiloGrid.DatabaseAsync());
        var author = await grid.RegisterAsync();
        var prompts = new string[Prompts];
        for (var i = 0; i < Prompts; i++) prompts[i] = await grid.PublishAsync(author, $"Prompt {i}");
        using var writers = new Writers(grid, prompts);
        await writers.AnsweredAsync(400);

        // The silo that runs most; the grains that are counted here are those that follow the ledger.
        var victim = grid.Silos.MaxBy(silo => ProjectionsIn(grid, silo).Count)!;
        var moved = ProjectionsIn(grid, victim);
        Assert.NotEmpty(moved);
        var board = await grid.Grains.TrendingBoard(DayBoard).GetAsync();
        Assert.NotEmpty(board.Entries);
        var checkpoints = await CheckpointsAsync(grid);
        var killed = Stopwatch.StartNew();
        await grid.KillAsync(victim);
        await Task.WhenAll(prompts.Select(prompt => writers.LikesAgainAsync(prompt, RecoveryMax * 3)));
        var recovered = killed.Elapsed;
        await writers.AnsweredAsync(writers.Answered + 400);
        await writers.StopAsync();

        foreach (var (projection, partition) in ProjectionKeys(grid))
        {
            var head = await grid.Reader.ReadHeadAsync(partition);
            await EventuallyAsync($"{projection}/{partition} is at {head}", async () =>
            {
                var status = await grid.Grains.Projection(projection, partition).GetStatusAsync();
                // Nothing was begun anew: who took over went on from what was stored, or later.
                Assert.True(status.Sequence == 0 || status.Sequence >= checkpoints[(projection, partition)], $"{projection}/{partition} went back to {status.Sequence}.");
                return status.Sequence >= head;
            });
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{silos} silos, {moved.Count} projections moved; every prompt took a like after {recovered.TotalSeconds:0.0} s; {writers.Answered} likes answered, {writers.Failed} calls failed"));
        Assert.True(recovered < RecoveryMax, $"It took {recovered.TotalSeconds:0.0} s.");
        Assert.All(moved, grain => Assert.NotNull(grid.HolderOf(grain)));
        await EventuallyAsync("no living silo says that a projection lags", () => Task.FromResult(grid.Silos.All(silo => Lag.Of(silo.ServiceProvider) == 0)));

        foreach (var prompt in prompts)
        {
            var stored = (await grid.Reader.ReadDocumentAsync(prompt))!.Counter(PromptCounters.Likes);
            Assert.Equal(await grid.Reader.CountEdgesToAsync(PromptEdges.Like, prompt), stored);
            Assert.Superset(writers.LikersOf(prompt), (await grid.Reader.ListEdgesToAsync(PromptEdges.Like, prompt, null, 1_000)).Select(e => e.Source).ToHashSet());
        }

        var total = 0L;
        foreach (var prompt in prompts) total += await grid.Reader.CountEdgesToAsync(PromptEdges.Like, prompt);
        Assert.Equal(total, (await grid.Reader.ReadDocumentAsync(author))!.Counter(UserCounters.LikesReceived));
        var audit = await grid.AuditAsync();
        Assert.True(audit.Total == 0, string.Join("; ", audit.Found));
        await EventuallyAsync("the board shows every prompt in its place", async () =>
        {
            var entries = (await grid.Grains.TrendingBoard(DayBoard).GetAsync()).Entries;
            return entries.Length == Prompts && entries.Zip(entries.Skip(1)).All(pair => pair.First.Score >= pair.Second.Score);
        });
    }

    [PostgresFact]
    public async Task Another_silo_audits_when_the_one_that_did_stops()
    {
        await using var grid = await SiloGrid.StartAsync(2, await SiloGrid.DatabaseAsync(), ("Audit:Enabled", "true"), ("Audit:Interval", "00:00:01"), ("Audit:RowsPerSecond", "100000"));
        await grid.RegisterAsync();
        await EventuallyAsync("a silo has audited", () => Task.FromResult(Auditor(grid) is not null));
        var first = Auditor(grid)!;
        await grid.StopAsync(first);
        await EventuallyAsync("the other silo audits", () => Task.FromResult(Auditor(grid) is { } next && !ReferenceEquals(next, first)));
    }

    private static Orleans.TestingHost.InProcessSiloHandle? Auditor(SiloGrid grid) =>
        grid.Silos.FirstOrDefault(s => s.ServiceProvider.GetRequiredService<Silo.Audit.AuditTurns>().EndedLast);

    private static IEnumerable<(string Projection, int Partition)> ProjectionKeys(SiloGrid grid) =>
        from projection in ProjectionNames.All
        from partition in Enumerable.Range(0, grid.Reader.PartitionCount)
        where projection != ProjectionNames.Search
        select (projection, partition);

    private static List<GrainId> ProjectionsIn(SiloGrid grid, Orleans.TestingHost.InProcessSiloHandle silo) =>
        [.. ProjectionKeys(grid).Select(k => grid.Grains.Projection(k.Projection, k.Partition).GetGrainId()).Where(id => grid.HolderOf(id) == silo)];

    private static async Task<Dictionary<(string, int), long>> CheckpointsAsync(SiloGrid grid)
    {
        var found = new Dictionary<(string, int), long>();
        var projections = grid.ClientServices.GetServices<IProjection>().ToDictionary(p => p.Name);
        foreach (var (projection, partition) in ProjectionKeys(grid)) found[(projection, partition)] = await projections[projection].ReadCheckpointAsync(partition, default);
        return found;
    }

    private static async Task EventuallyAsync(string what, Func<Task<bool>> holds)
    {
        var patience = Stopwatch.StartNew();
        while (!await holds())
        {
            Assert.True(patience.Elapsed < Patience, $"Never: {what}.");
            await Task.Delay(50);
        }
    }

    /// <summary>Thirty-two users who like prompt after prompt, each like once, and remember what was answered.</summary>
    private sealed class Writers : IDisposable
    {
        private const int Users = 32;

        private readonly SiloGrid _grid;
        private readonly string[] _prompts;
        private readonly CancellationTokenSource _stop = new();
        private readonly ConcurrentDictionary<string, ConcurrentBag<string>> _liked = new();
        private readonly Task _writing;
        private int _answered;
        private int _failed;
        private int _likers;

        public Writers(SiloGrid grid, string[] prompts)
        {
            (_grid, _prompts) = (grid, prompts);
            _writing = Task.WhenAll(Enumerable.Range(0, Users).Select(user => Task.Run(() => WriteAsync(user))));
        }

        public int Answered => Volatile.Read(ref _answered);

        public int Failed => Volatile.Read(ref _failed);

        public HashSet<string> LikersOf(string prompt) => [.. _liked.GetValueOrDefault(prompt) ?? []];

        public async Task AnsweredAsync(int count) => await EventuallyAsync($"{count} likes answered", () => Task.FromResult(Answered >= count));

        /// <summary>Completes when the prompt takes another like.</summary>
        public async Task LikesAgainAsync(string prompt, TimeSpan patience)
        {
            var watch = Stopwatch.StartNew();
            while (!await TryLikeAsync(prompt)) Assert.True(watch.Elapsed < patience, $"{prompt} takes no like.");
        }

        public async Task StopAsync()
        {
            await _stop.CancelAsync();
            await _writing;
        }

        public void Dispose() => _stop.Dispose();

        private async Task WriteAsync(int user)
        {
            for (var i = user; !_stop.IsCancellationRequested; i++)
            {
                await TryLikeAsync(_prompts[i % _prompts.Length]);
                // A test writes enough; the silos need their share of the processor.
                await Task.Delay(5);
            }
        }

        private async Task<bool> TryLikeAsync(string prompt)
        {
            var liker = string.Create(CultureInfo.InvariantCulture, $"usr_{Interlocked.Increment(ref _likers)}");
            try
            {
                SiloGrid.Value(await _grid.Grains.Prompt(prompt).SetLikeAsync(liker, true));
            }
            catch (Exception e) when (e is not InvalidOperationException)
            {
                Interlocked.Increment(ref _failed);
                return false;
            }

            _liked.GetOrAdd(prompt, _ => []).Add(liker);
            Interlocked.Increment(ref _answered);
            return true;
        }
    }
}
