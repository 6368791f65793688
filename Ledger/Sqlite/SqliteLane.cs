using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using PromptGrid.Ledger.Lanes;
using SQLitePCL;

namespace PromptGrid.Ledger.Sqlite;

/// <summary>
/// The writer of a SQLite ledger: one thread with one connection, because SQLite allows one writer and its calls block.
/// While a commit waits for the disk the next batch gathers.
/// </summary>
internal sealed partial class SqliteLane : ILane, IDisposable
{
    private readonly string _path;
    private readonly LedgerContext _context;
    private readonly ILogger _logger;
    private readonly LaneQueue _queue;
    private readonly LaneFront _front;
    private readonly LaneClock _clock;
    private readonly Batch _batch;
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private LaneNotifier? _notifier;
    private SqliteCheckpointer? _checkpointer;
    private SqliteSession? _session;
    private SqliteBatchWriter? _writer;

    public SqliteLane(string path, LedgerContext context)
    {
        _path = path;
        _context = context;
        _logger = context.Loggers.CreateLogger<SqliteLane>();
        _queue = new LaneQueue(context.Options.QueueCapacity);
        _front = new LaneFront(_queue, context.Metrics);
        _clock = new LaneClock(context.Time);
        _batch = new Batch(context.Options.BatchSizeMax, independent: false);
        context.Metrics.ObserveQueue(0, _queue);
    }

    public void Start()
    {
        _notifier = new LaneNotifier(_context.Listeners(), _logger);
        _checkpointer = new SqliteCheckpointer(_path, _logger);
        new Thread(Run) { Name = "PromptGrid ledger lane", IsBackground = true }.Start();
    }

    public ValueTask<CommitOutcome> CommitAsync(WriteSet set, int partition) => _front.CommitAsync(set, partition);

    /// <summary>Executes a small write in the lane's next transaction.</summary>
    /// <exception cref="LedgerUnavailableException">As for <see cref="ILedger.CommitAsync"/>, and when the queue is full.</exception>
    public Task<T> RunAsync<T>(Func<SqliteSession, T> work)
    {
        var item = new SqliteWork<T>(work);
        _front.Enqueue(item);
        return item.Task;
    }

    /// <summary>Refuses new work and completes when what was accepted has been answered.</summary>
    public Task StopAsync()
    {
        _queue.Close();
        return _notifier is null ? Task.CompletedTask : _stopped.Task;
    }

    public void Dispose() => _queue.Dispose();

    private void Run()
    {
        var waiting = new Queue<LaneItem>();
        while (waiting.Count > 0 || _queue.Wait())
        {
            _queue.TryTake(waiting);
            _batch.Clear();
            while (waiting.TryPeek(out var item) && _batch.TryAdd(item))
                waiting.Dequeue();
            _queue.Left(_batch.Items.Count);
            CommitBatch(mayIsolate: true);
        }

        _checkpointer!.Dispose();
        _session?.Dispose();
        LogStopped();
        _stopped.SetResult();
    }

    private void CommitBatch(bool mayIsolate)
    {
        using var activity = LedgerTracing.Begin(_batch, "sqlite");
        var isCommitting = false;
        var at = _clock.Next();
        try
        {
            var began = _context.Time.GetTimestamp();
            var writer = Open();
            _session!.Prepare("BEGIN IMMEDIATE").Run();
            writer.Write(_batch, at);
            _context.FaultPoint?.Reached(LaneStep.BeforeCommit);
            isCommitting = true;
            _session.Prepare("COMMIT").Run();
            _context.FaultPoint?.Reached(LaneStep.BeforeAcknowledge);
            _batch.Settle(at);
            _context.Metrics.Committed(_batch.Items.Count, _context.Time.GetElapsedTime(began));
        }
        catch (Exception failure)
        {
            Rollback();
            LedgerTracing.Fail(activity, failure);
            if (mayIsolate && !isCommitting && _batch.Items.Count > 1 && !IsDatabaseFailure(failure) && failure is not LaneFault)
                CommitOneByOne(failure);
            else
                Fail(failure);
            return;
        }

        _notifier!.Notify(_batch, at);
        foreach (var item in _batch.Items)
            item.Complete();
        _checkpointer!.AfterCommit(_session);
    }

    // Something in the batch cannot be stored. Whoever is innocent must not suffer for it.
    private void CommitOneByOne(Exception failure)
    {
        LogIsolating(failure, _batch.Items.Count);
        foreach (var item in _batch.Items.ToArray())
        {
            if (item is PendingCommit commit)
                commit.Outcome = null;
            _batch.Clear();
            _batch.TryAdd(item);
            CommitBatch(mayIsolate: false);
        }
    }

    private void Fail(Exception failure)
    {
        LogFailed(failure, _batch.Items.Count);
        _context.Metrics.Failed(_batch.Items.Count);
        foreach (var item in _batch.Items)
            item.Fail(LaneFront.Unavailable(failure));
    }

    private SqliteBatchWriter Open()
    {
        if (_writer is not null)
            return _writer;
        _session = SqliteSession.OpenWriter(_path);
        return _writer = new SqliteBatchWriter(_session, _context.Options);
    }

    // A connection that failed is not trusted again: closing it rolls back whatever it had begun.
    private void Rollback()
    {
        _session?.Dispose();
        _session = null;
        _writer = null;
    }

    private static bool IsDatabaseFailure(Exception failure) => failure is SqliteException
    {
        SqliteErrorCode: raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_NOMEM or raw.SQLITE_READONLY or raw.SQLITE_IOERR
            or raw.SQLITE_CORRUPT or raw.SQLITE_FULL or raw.SQLITE_CANTOPEN or raw.SQLITE_NOTADB,
    };
}
