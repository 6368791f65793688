using Microsoft.Extensions.Logging;
using Npgsql;
using PromptGrid.Ledger.Audit;
using PromptGrid.Ledger.Erasure;
using PromptGrid.Ledger.Lanes;

namespace PromptGrid.Ledger.Postgres;

/// <summary>A ledger in one PostgreSQL database, shared by any number of processes.</summary>
internal sealed partial class PostgresLedgerStore : ILedgerStore
{
    private const int LanesMax = 4;

    private readonly LedgerContext _context;
    private readonly IReadOnlyList<Migration> _migrations;
    private readonly ILogger _logger;
    private readonly LedgerShape _shape = new();
    private readonly string _connectionString;
    private readonly NpgsqlDataSource _source;
    private readonly PostgresLane[] _lanes;
    private readonly SemaphoreSlim _initializing = new(1);
    private PostgresPresence? _presence;

    /// <param name="migrations">Other than the program's own; for tests of the migrator.</param>
    public PostgresLedgerStore(string connectionString, LedgerContext context, IReadOnlyList<Migration>? migrations = null)
    {
        _context = context;
        _migrations = migrations ?? Migration.Of("Postgres");
        _logger = context.Loggers.CreateLogger<PostgresLedgerStore>();
        _connectionString = connectionString;
        _source = PostgresSource.Create(connectionString);
        // One for two cores: fewer lanes make larger batches.
        var lanes = context.Options.Lanes > 0 ? context.Options.Lanes : Math.Clamp(Environment.ProcessorCount / 2, 1, LanesMax);
        _lanes = [.. Enumerable.Range(0, lanes).Select(number => new PostgresLane(number, lanes, _source, context))];
        var queries = new PostgresQueries(_source);
        Ledger = new LaneLedger(_lanes, _shape);
        Reader = new PostgresReader(queries, _shape);
        Checkpoints = new PostgresCheckpoints(queries);
        States = new PostgresStateStore(queries);
        Keys = new PostgresKeyStore(queries);
        Erasure = new PostgresLedgerErasure(queries);
        Audit = new PostgresLedgerAudit(_source, queries, _shape, context.Time);
    }

    public ILedger Ledger { get; }

    public ILedgerReader Reader { get; }

    public ICheckpoints Checkpoints { get; }

    public IStateStore States { get; }

    public IKeyStore Keys { get; }

    public ILedgerAudit Audit { get; }

    public ILedgerErasure Erasure { get; }

    public Task InitializeAsync(CancellationToken cancellationToken = default) => InitializeAsync(alone: false, cancellationToken);

    public Task InitializeAloneAsync(CancellationToken cancellationToken = default) => InitializeAsync(alone: true, cancellationToken);

    public CancellationToken AloneLost => _presence?.AloneLost ?? CancellationToken.None;

    private async Task InitializeAsync(bool alone, CancellationToken cancellationToken)
    {
        await _initializing.WaitAsync(cancellationToken);
        try
        {
            if (_shape.IsKnown)
                return;
            // Before anything is changed: a schema that is newer than a running repair would be its ruin.
            await EnterAsync(alone, cancellationToken);
            var partitions = await new PostgresMigrator(_migrations, _logger)
                .MigrateAsync(_source, _context.Options, cancellationToken);
            foreach (var lane in _lanes)
                lane.Start();
            _shape.Partitions = partitions;
            LogOpened(partitions, _lanes.Length);
        }
        catch (NpgsqlException failure)
        {
            throw new LedgerUnavailableException("The ledger's database cannot be reached or refused to work.", failure);
        }
        finally
        {
            _initializing.Release();
        }
    }

    public async Task OpenReadOnlyAsync(CancellationToken cancellationToken = default)
    {
        await _initializing.WaitAsync(cancellationToken);
        try
        {
            if (_shape.IsKnown)
                return;
            await DrainAsync();
            _shape.Partitions = await new PostgresMigrator(_migrations, _logger).CheckAsync(_source, cancellationToken);
        }
        catch (NpgsqlException failure)
        {
            throw new LedgerUnavailableException("The ledger's database cannot be reached or refused to work.", failure);
        }
        finally
        {
            _initializing.Release();
        }
    }

    private async Task EnterAsync(bool alone, CancellationToken cancellationToken)
    {
        if (_presence is not null)
            return;
        var presence = new PostgresPresence(_connectionString, _context.Time, _logger);
        await presence.EnterAsync(alone, cancellationToken);
        _presence = presence;
    }

    public Task DrainAsync() => Task.WhenAll(_lanes.Select(lane => lane.StopAsync()));

    public async ValueTask DisposeAsync()
    {
        await DrainAsync();
        foreach (var lane in _lanes)
            lane.Dispose();
        if (_presence is not null)
            await _presence.DisposeAsync();
        await _source.DisposeAsync();
        _initializing.Dispose();
    }
}
