using BenchmarkDotNet.Attributes;
using PromptGrid.HotPaths;

namespace PromptGrid.Micro;

/// <summary>The parts that every request goes through. What they may allocate stands in tests/Budget.Tests.</summary>
public class HotPathBenchmarks
{
    private readonly BatchPath _batch = new();
    private readonly BoardPath _board = new();
    private QuietGrid _grid = null!;
    private GrainCallPath _calls = null!;
    private LikePath _likes = null!;
    private CommitPath _commits = null!;
    private CachedReadPath _reads = null!;
    private BoardReadPath _boards = null!;
    private ViewPath _view = null!;
    private TokenPath _tokens = null!;
    private SearchPath _search = null!;

    // The toolchain that runs in this process does not await these two.
    [GlobalSetup]
    public void Start() => StartAsync().GetAwaiter().GetResult();

    [GlobalCleanup]
    public void Stop() => _grid.DisposeAsync().AsTask().GetAwaiter().GetResult();

    [Benchmark(Description = "grain call, inline")]
    public ValueTask InlineCall() => _calls.InlineAsync();

    [Benchmark(Description = "grain call, queued", OperationsPerInvoke = GrainCallPath.Queue)]
    public Task QueuedCall() => _calls.QueuedAsync();

    [Benchmark(Description = "like, grain and ledger, 64 at once", OperationsPerInvoke = LikePath.AtOnce)]
    public Task Like() => _likes.RunAsync();

    [Benchmark(Description = "ledger commit of a like, SQLite, 64 at once", OperationsPerInvoke = CommitPath.AtOnce)]
    public Task Commit() => _commits.RunAsync();

    [Benchmark(Description = "like in a lane's batch of 64, no database", OperationsPerInvoke = BatchPath.Sets)]
    public int Fold() => _batch.Run();

    [Benchmark(Description = "board update")]
    public bool Board() => _board.Run();

    [Benchmark(Description = "micro-cache hit")]
    public Task CachedRead() => _reads.RunAsync();

    [Benchmark(Description = "prompt as JSON")]
    public byte[] View() => _view.Run();

    [Benchmark(Description = "board of 50, cached")]
    public ValueTask<int> BoardRead() => _boards.RunAsync();

    [Benchmark(Description = "token check, known")]
    public bool KnownToken() => _tokens.IsKnown();

    [Benchmark(Description = "token check, new")]
    public ValueTask UnknownToken() => _tokens.UnknownAsync();

    [Benchmark(Description = "search, two words, 2,000 prompts")]
    public Task<long> Search() => _search.RunAsync();

    private async Task StartAsync()
    {
        _grid = await QuietGrid.StartAsync();
        _calls = new GrainCallPath(_grid);
        _likes = new LikePath(_grid);
        _commits = new CommitPath(_grid);
        _reads = new CachedReadPath(_grid);
        _view = await ViewPath.CreateAsync(_grid);
        _boards = await BoardReadPath.CreateAsync(_grid);
        _tokens = await TokenPath.CreateAsync(_grid);
        await _tokens.UnknownAsync();
        _search = await SearchPath.CreateAsync(_grid);
    }
}
