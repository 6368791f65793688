using System.Collections.Concurrent;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PromptGrid.Ledger.Lanes;

namespace PromptGrid.Ledger.Conformance.Tests;

public sealed class CompositionTests
{
    [Theory]
    [InlineData(null, false, "data/ledger.db")]
    [InlineData("", false, "data/ledger.db")]
    [InlineData("Data Source=/srv/grid.db", false, "/srv/grid.db")]
    [InlineData("Host=db;Database=grid", true, "Host=db;Database=grid")]
    [InlineData("Server=db;Database=grid", true, "Server=db;Database=grid")]
    [InlineData("postgres://ann:p%40ss@db:6432/grid", true, "Host=db;Port=6432;Database=grid;Username=ann;Password=p@ss")]
    [InlineData("postgresql://db/grid?sslmode=require", true, "Host=db;Port=5432;Database=grid;SSL Mode=Require")]
    public void The_connection_string_chooses_the_store(string? connectionString, bool isPostgres, string value) =>
        Assert.Equal(new LedgerTarget(isPostgres, value), LedgerTarget.Parse(connectionString, "data/ledger.db"));

    [Fact]
    public void A_connection_string_that_names_no_database_is_refused_without_repeating_it()
    {
        var failure = Assert.Throws<InvalidOperationException>(() => LedgerTarget.Parse("Database=grid;Password=secret", "x"));
        Assert.DoesNotContain("secret", failure.Message, StringComparison.Ordinal);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_host_opens_the_ledger_before_other_services_start_and_drains_it_after_they_have_stopped(Store store)
    {
        using var database = await TestDatabase.CreateAsync(store);
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:Ledger"] = store == Store.Sqlite ? $"Data Source={database.Target}" : database.Target,
            ["Ledger:Partitions"] = "3",
        });
        // Registered before the ledger, and built with it before it is open.
        builder.Services.AddSingleton<Writer>();
        builder.Services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<Writer>());
        builder.Services.AddLedger(builder.Configuration, "unused");
        using var host = builder.Build();
        await host.StartAsync();
        Assert.Equal(3, host.Services.GetRequiredService<ILedgerReader>().PartitionCount);
        await host.StopAsync();

        var writer = host.Services.GetRequiredService<Writer>();
        Assert.Equal(2, writer.Committed);
        await Assert.ThrowsAsync<LedgerUnavailableException>(async () =>
            await host.Services.GetRequiredService<ILedger>().CommitAsync(Sets.Telling("p1", "late")));
    }

    [Fact]
    public async Task Options_out_of_range_stop_the_host_from_starting()
    {
        using var database = await TestDatabase.CreateAsync(Store.Sqlite);
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Ledger:BatchSizeMax"] = "0",
            ["Ledger:OperationRetention"] = "00:00:00",
        });
        builder.Services.AddLedger(builder.Configuration, Path.GetDirectoryName(database.Target)!);
        using var host = builder.Build();
        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());
        Assert.Contains(nameof(LedgerOptions.BatchSizeMax), failure.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(LedgerOptions.OperationRetention), failure.Message, StringComparison.Ordinal);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_listener_may_itself_need_the_ledger(Store store)
    {
        using var database = await TestDatabase.CreateAsync(store);
        var services = new ServiceCollection();
        services.AddSingleton<ILedgerListener, NeedyListener>();
        _ = store == Store.Sqlite ? services.AddSqliteLedger(database.Target) : services.AddPostgresLedger(database.Target);
        await using var provider = services.BuildServiceProvider();
        await provider.GetRequiredService<ILedgerStore>().InitializeAsync();
        Assert.IsType<CommitOutcome.Committed>(await provider.GetRequiredService<ILedger>().CommitAsync(Sets.Telling("p1", "{}")));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Using_a_ledger_that_was_never_opened_says_so(Store store)
    {
        using var database = await TestDatabase.CreateAsync(store);
        var services = new ServiceCollection();
        _ = store == Store.Sqlite ? services.AddSqliteLedger(database.Target) : services.AddPostgresLedger(database.Target);
        await using var provider = services.BuildServiceProvider();
        var ledger = provider.GetRequiredService<ILedger>();
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await ledger.CommitAsync(Sets.Telling("p1", "{}")));
        Assert.Throws<InvalidOperationException>(() => provider.GetRequiredService<ILedgerReader>().PartitionCount);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Nothing_that_users_wrote_appears_in_the_log(Store store)
    {
        using var database = await TestDatabase.CreateAsync(store);
        var log = new RecordingLog();
        var faults = new TestFaults();
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(log));
        services.AddSingleton<IFaultPoint>(faults);
        services.Configure<LedgerOptions>(options => options.Lanes = 1);
        _ = store == Store.Sqlite ? services.AddSqliteLedger(database.Target) : services.AddPostgresLedger(database.Target);
        await using (var provider = services.BuildServiceProvider())
        {
            await provider.GetRequiredService<ILedgerStore>().InitializeAsync();
            var ledger = provider.GetRequiredService<ILedger>();
            var set = Sets.Writing("secret-id", 0, "secret body") with
            {
                Operation = new Operation("secret operation", "secret", "secret"),
                Keys = [new KeyWrite("handle", "secret key", "secret-id")],
                Events = [new EventWrite("test.told", 1, "secret-id", "secret")],
            };
            faults.FailNext(LaneStep.BeforeCommit, () => new FormatException());
            await Assert.ThrowsAsync<LedgerUnavailableException>(async () => await ledger.CommitAsync(set));
            await ledger.CommitAsync(set);
            await ledger.CommitAsync(set);
            await ledger.CommitAsync(set with { Operation = null });
            await provider.GetRequiredService<ILedgerReader>().ReadDocumentAsync("secret-id");
        }

        Assert.Contains(log.Lines, line => line.Contains("FormatException", StringComparison.Ordinal));
        Assert.DoesNotContain(log.Lines, line => line.Contains("secret", StringComparison.Ordinal));
    }

    private sealed class Writer(ILedger ledger) : IHostedService
    {
        public int Committed { get; private set; }

        public Task StartAsync(CancellationToken cancellationToken) => WriteAsync("start");

        public Task StopAsync(CancellationToken cancellationToken) => WriteAsync("stop");

        private async Task WriteAsync(string body)
        {
            if (await ledger.CommitAsync(Sets.Telling("p1", body)) is CommitOutcome.Committed)
                Committed++;
        }
    }

    private sealed class NeedyListener(ILedger ledger) : ILedgerListener
    {
        public void OnCommitted(IReadOnlyList<LedgerEvent> events) => Assert.NotNull(ledger);
    }

    private sealed class RecordingLog : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue($"{eventId.Id} {formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}
