using Microsoft.Extensions.DependencyInjection;
using PromptGrid.Ledger.Lanes;
using PromptGrid.Ledger.Memory;

namespace PromptGrid.Ledger.Conformance.Tests;

/// <summary>A ledger as one process has it open, with the tests' clock, faults and listener.</summary>
internal sealed class TestLedger : IAsyncDisposable
{
    private readonly Action<LedgerOptions> _configure;
    private readonly bool _ownsDatabase;
    private ServiceProvider _services = null!;

    private TestLedger(TestDatabase database, bool ownsDatabase, Action<LedgerOptions> configure, ManualTime time)
    {
        Database = database;
        _ownsDatabase = ownsDatabase;
        _configure = configure;
        Time = time;
    }

    public TestDatabase Database { get; }

    public ManualTime Time { get; }

    public TestFaults Faults { get; } = new();

    public RecordingListener Listener { get; } = new();

    public ILedgerStore Store { get; private set; } = null!;

    public ILedger Ledger => Store.Ledger;

    public ILedgerReader Reader => Store.Reader;

    /// <summary>Opens a new ledger with one lane and one partition, unless told otherwise.</summary>
    public static async Task<TestLedger> CreateAsync(Store store, Action<LedgerOptions>? configure = null)
    {
        var database = await TestDatabase.CreateAsync(store);
        var ledger = new TestLedger(
            database,
            ownsDatabase: true,
            options =>
            {
                options.Lanes = 1;
                options.Partitions = 1;
                configure?.Invoke(options);
            },
            new ManualTime());
        await ledger.OpenAsync();
        return ledger;
    }

    /// <summary>Opens what is in a database already; the database stays the caller's.</summary>
    public static async Task<TestLedger> OpenExistingAsync(TestDatabase database)
    {
        var ledger = new TestLedger(database, ownsDatabase: false, options => options.Lanes = 1, new ManualTime());
        await ledger.OpenAsync();
        return ledger;
    }

    /// <summary>Opens the same database as a second process would.</summary>
    public async Task<TestLedger> OpenAnotherAsync(Action<LedgerOptions>? configure = null)
    {
        var another = new TestLedger(Database, ownsDatabase: false, _configure + configure, Time);
        await another.OpenAsync();
        return another;
    }

    /// <summary>Closes the ledger and opens it again.</summary>
    public async Task ReopenAsync()
    {
        await CloseAsync();
        await OpenAsync();
    }

    public ValueTask<CommitOutcome> CommitAsync(WriteSet set) => Ledger.CommitAsync(set);

    /// <summary>Commits a set that must not be refused.</summary>
    public async Task<CommitOutcome.Committed> MustCommitAsync(WriteSet set) =>
        Assert.IsType<CommitOutcome.Committed>(await CommitAsync(set));

    /// <summary>Hands in sets so that they wait together: the lane is held until all are there. Needs one lane.</summary>
    public async Task<CommitOutcome[]> CommitTogetherAsync(params WriteSet[] sets)
    {
        var answers = await HandInTogetherAsync(sets);
        return await Task.WhenAll(answers);
    }

    /// <summary>As <see cref="CommitTogetherAsync"/>, without waiting for the answers.</summary>
    public async Task<Task<CommitOutcome>[]> HandInTogetherAsync(params WriteSet[] sets)
    {
        using var gate = Faults.HoldNext(LaneStep.BeforeAcknowledge);
        var plug = CommitAsync(new WriteSet { Entity = "plug" }).AsTask();
        await gate.Reached;
        var answers = sets.Select(set => CommitAsync(set).AsTask()).ToArray();
        gate.Release();
        await plug;
        return answers;
    }

    /// <summary>All events of a partition.</summary>
    public async Task<IReadOnlyList<LedgerEvent>> EventsAsync(int partition = 0) =>
        await Reader.ReadEventsAsync(partition, 0, 100_000);

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        if (_ownsDatabase)
            Database.Dispose();
    }

    private async Task OpenAsync()
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(Time);
        services.AddSingleton<IFaultPoint>(Faults);
        services.AddSingleton<ILedgerListener>(Listener);
        services.Configure(_configure);
        if (Database.Store == Conformance.Tests.Store.Memory)
            services.AddStore(OpenMemory);
        else if (Database.Store == Conformance.Tests.Store.Postgres)
            services.AddPostgresLedger(Database.Target);
        else
            services.AddSqliteLedger(Database.Target);
        _services = services.BuildServiceProvider();
        Store = _services.GetRequiredService<ILedgerStore>();
        await Store.InitializeAsync();
    }

    private MemoryLedgerStore OpenMemory(LedgerContext context)
    {
        Database.Tables ??= new MemoryTables(Math.Max(1, context.Options.Partitions), context.Options.OperationRetention);
        return new MemoryLedgerStore(Database.Tables, context);
    }

    private ValueTask CloseAsync() => _services.DisposeAsync();
}
