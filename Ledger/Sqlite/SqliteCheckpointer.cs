using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using SQLitePCL;

namespace PromptGrid.Ledger.Sqlite;

/// <summary>
/// Copies the write-ahead log into the database on a thread of its own. SQLite would do it inside a commit, and every
/// caller of that commit would wait for tens of megabytes.
/// </summary>
/// <remarks>
/// The lane goes on committing meanwhile, so the copy never catches up by itself. When it is nearly done the lane copies
/// the rest between two commits, and the next commit starts the log from its beginning again.
/// </remarks>
internal sealed partial class SqliteCheckpointer : IDisposable
{
    // The more pages, the more often a page that was written many times is copied once.
    private const int PagesBeforeCheckpoint = 16_000;
    private const int PagesLeftToLane = 500;
    private const int RoundsMax = 40;

    private readonly string _path;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _due = new(0);
    private readonly Thread _thread;
    private volatile Phase _phase = Phase.Idle;
    private readonly ManualResetEventSlim _stop = new();
    private int _pages;

    public SqliteCheckpointer(string path, ILogger logger)
    {
        _path = path;
        _logger = logger;
        _thread = new Thread(Run) { Name = "PromptGrid ledger checkpoints", IsBackground = true };
        _thread.Start();
    }

    private enum Phase
    {
        Idle,
        Copying,
        NearlyDone,
    }

    /// <summary>Called by the lane when a batch has been answered.</summary>
    public void AfterCommit(SqliteSession session)
    {
        _pages += session.TakePagesWritten();
        if (_phase == Phase.NearlyDone)
        {
            Checkpoint(session);
            _pages = 0;
            _phase = Phase.Idle;
        }
        else if (_phase == Phase.Idle && _pages >= PagesBeforeCheckpoint)
        {
            _phase = Phase.Copying;
            _due.Release();
        }
    }

    public void Dispose()
    {
        _stop.Set();
        _due.Release();
        _thread.Join();
        _due.Dispose();
        _stop.Dispose();
    }

    private void Run()
    {
        while (true)
        {
            _due.Wait();
            if (_stop.IsSet)
                return;
            try
            {
                using var session = SqliteSession.OpenWriter(_path);
                CopyNearlyAll(session);
            }
            catch (SqliteException failure)
            {
                // The lane then copies everything itself, or fails and says so.
                LogFailed(failure);
            }

            _phase = Phase.NearlyDone;
        }
    }

    // Each round copies what was written during the one before. Only a round that reached the end of the log has also made
    // the copy durable, which takes most of a second for a large one: the lane must not find that left to do.
    private void CopyNearlyAll(SqliteSession session)
    {
        var copied = 0;
        for (var round = 0; round < RoundsMax; round++)
        {
            var before = copied;
            (var log, copied) = Checkpoint(session);
            if (copied == log && copied - before < PagesLeftToLane)
                return;
            // A reader in the way is gone in a moment.
            if (copied < log && _stop.Wait(1))
                return;
        }
    }

    // Returns the length of the log in pages, and how many of them are copied by now. A reader or another process may keep a part of the log busy: that
    // part is left for the next time.
    private (int Log, int Copied) Checkpoint(SqliteSession session)
    {
        var code = raw.sqlite3_wal_checkpoint_v2(
            session.Connection.Handle, null, raw.SQLITE_CHECKPOINT_PASSIVE, out var log, out var copied);
        if (code is not (raw.SQLITE_OK or raw.SQLITE_BUSY))
            LogFailed(new SqliteException(raw.sqlite3_errmsg(session.Connection.Handle).utf8_to_string(), code));
        return (log, copied);
    }
}
