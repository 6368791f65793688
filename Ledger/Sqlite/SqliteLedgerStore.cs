using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using PromptGrid.Ledger.Audit;
using PromptGrid.Ledger.Erasure;
using PromptGrid.Ledger.Lanes;

namespace PromptGrid.Ledger.Sqlite;

/// <summary>A ledger in one SQLite file.</summary>
internal sealed partial class SqliteLedgerStore : ILedgerStore
{
    private const int ReadersMin = 4;
    private const int ReadersMax = 16;

    private readonly string _path;
    private readonly LedgerContext _context;
    private readonly IReadOnlyList<Migration> _migrations;
    private readonly ILogger _logger;
    private readonly LedgerShape _shape = new();
    private readonly SqliteLane _lane;
    private readonly SqliteReadPool _pool;
    private readonly SqliteLedgerAudit _audit;
    private readonly SemaphoreSlim _initializing = new(1);

    /// <param name="migrations">Other than the program's own; for tests of the migrator.</param>
    public SqliteLedgerStore(string path, LedgerContext context, IReadOnlyList<Migration>? migrations = null)
    {
        _path = Path.GetFullPath(path);
        _context = context;
        _migrations = migrations ?? Migration.Of("Sqlite");
        _logger = context.Loggers.CreateLogger<SqliteLedgerStore>();
        _lane = new SqliteLane(_path, context);
        _pool = new SqliteReadPool(_path, Math.Clamp(2 * Environment.ProcessorCount, ReadersMin, ReadersMax));
        Ledger = new LaneLedger([_lane], _shape);
        Reader = new SqliteReader(_pool, _shape);
        Checkpoints = new SqliteCheckpoints(_lane, _pool);
        States = new SqliteStateStore(_lane, _pool);
        Keys = new SqliteKeyStore(_lane, _pool);
        Erasure = new SqliteLedgerErasure(_path, _lane, _pool);
        _audit = new SqliteLedgerAudit(_pool, _lane, _shape, context.Time);
    }

    public ILedger Ledger { get; }

    public ILedgerReader Reader { get; }

    public ICheckpoints Checkpoints { get; }

    public IStateStore States { get; }

    public IKeyStore Keys { get; }

    public ILedgerAudit Audit => _audit;

    public ILedgerErasure Erasure { get; }

    public async Task InitializeAsync(CancellationToken cancellationToken = default)
    {
        await _initializing.WaitAsync(cancellationToken);
        try
        {
            if (!_shape.IsKnown)
                Open();
        }
        catch (SqliteException failure)
        {
            throw new LedgerUnavailableException("The ledger's database file cannot be opened.", failure);
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
            _pool.IsReadOnly = true;
            using var session = _pool.OpenOne();
            _shape.Partitions = new SqliteMigrator(_migrations, _logger).Check(session);
        }
        catch (SqliteException failure)
        {
            throw new LedgerUnavailableException("The ledger's database file cannot be opened.", failure);
        }
        finally
        {
            _initializing.Release();
        }
    }

    public Task DrainAsync() => _lane.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await DrainAsync();
        _audit.Dispose();
        _pool.Dispose();
        _lane.Dispose();
        _initializing.Dispose();
    }

    private void Open()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        int partitions;
        using (var session = SqliteSession.OpenWriter(_path))
            partitions = new SqliteMigrator(_migrations, _logger).Migrate(session, _context.Options);
        _lane.Start();
        _shape.Partitions = partitions;
        LogOpened(partitions);
    }
}
