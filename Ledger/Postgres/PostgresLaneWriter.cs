using System.Globalization;
using Microsoft.Extensions.Logging;
using Npgsql;
using PromptGrid.Ledger.Lanes;

namespace PromptGrid.Ledger.Postgres;

/// <summary>
/// One of the writers of a lane: a thread with a connection of its own. The first one answers for the lane: while it cannot
/// reach the database callers are refused at once, and it keeps trying to come back. The second takes no work while it has no
/// connection.
/// </summary>
/// <remarks>A thread, not a loop of awaits: all writes wait for this one, and on the pool it would queue behind the requests
/// that it has just answered.</remarks>
internal sealed partial class PostgresLaneWriter
{
    private const int AttemptsMax = 6;
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(2);

    // A connection that has committed so lately is taken to live.
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    private readonly int _lane;
    private readonly int _number;
    private readonly NpgsqlDataSource _source;
    private readonly LedgerContext _context;
    private readonly ILogger _logger;
    private readonly SharedLaneQueue _queue;
    private readonly LaneFront _front;
    private readonly LaneClock _clock;
    private readonly CancellationToken _stopping;
    private readonly LaneNotifier _notifier;
    private readonly Batch _batch;
    private readonly Queue<LaneItem> _waiting = [];
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private NpgsqlConnection? _connection;
    private PostgresBatchWriter? _writer;

    // When this connection last committed; null when it has not.
    private long? _committed;

    public PostgresLaneWriter(PostgresLane lane, int number)
    {
        _lane = lane.Number;
        _number = number;
        _source = lane.Source;
        _context = lane.Context;
        _logger = lane.Context.Loggers.CreateLogger<PostgresLaneWriter>();
        _queue = lane.Queue;
        _front = lane.Front;
        _clock = lane.Clock;
        _stopping = lane.Stopping;
        _notifier = new LaneNotifier(_context.Listeners(), _logger);
        _batch = new Batch(_context.Options.BatchSizeMax, independent: true);
    }

    /// <summary>Completes when all that this writer was given has been answered, after its queue was closed.</summary>
    public Task Stopped => _stopped.Task;

    public void Start() => new Thread(Run)
    {
        Name = string.Create(CultureInfo.InvariantCulture, $"PromptGrid ledger {_lane}.{_number}"),
        IsBackground = true,
    }.Start();

    private bool IsFirst => _number == 0;

    private void Run()
    {
        while ((IsFirst || Standby()) && _queue.Take(_number, _waiting))
        {
            _batch.Clear();
            while (_waiting.TryPeek(out var item) && _batch.TryAdd(item))
                _waiting.Dequeue();
            _queue.Left(_batch.Items.Count);
            if (!CommitBatch(mayIsolate: true) && IsFirst)
                Reconnect();
        }

        Disconnect();
        LogStopped(_lane, _number);
        _stopped.SetResult();
    }

    // Nobody waits for a database that is away: what is queued is refused, and the front refuses what comes.
    private void Reconnect()
    {
        var delay = FirstDelay;
        while (true)
        {
            try
            {
                Connect();
                if (_front.Down is not null)
                    LogUp(_lane);
                _front.Down = null;
                return;
            }
            catch (Exception failure)
            {
                Disconnect();
                if (_front.Down is null)
                    LogDown(failure, _lane);
                _front.Down = failure;
                _queue.TakeAll(_number, _waiting);
                FailWaiting(failure);
            }

            if (!Pause(ref delay))
                return;
        }
    }

    // Connects before any work is taken, so that a database with no connection to spare costs nothing but this writer.
    // Returns false when the lane stops before that.
    private bool Standby()
    {
        var delay = FirstDelay;
        var isTold = false;
        while (true)
        {
            try
            {
                Connect();
                return true;
            }
            catch (Exception failure)
            {
                Disconnect();
                if (!isTold)
                    LogAlone(failure, _lane);
                isTold = true;
                FailWaiting(failure);
                _queue.GiveBack(_number);
            }

            if (!Pause(ref delay))
                return false;
        }
    }

    // In real time, whatever clock the ledger stamps with: a test that stops the clock must not stop this. Returns false when
    // the lane stops.
    private bool Pause(ref TimeSpan delay)
    {
        if (_stopping.WaitHandle.WaitOne(delay))
            return false;
        delay = delay * 2 < LongestDelay ? delay * 2 : LongestDelay;
        return true;
    }

    private void FailWaiting(Exception failure)
    {
        _queue.Left(_waiting.Count);
        _context.Metrics.Failed(_waiting.Count);
        while (_waiting.TryDequeue(out var item))
            item.Fail(LaneFront.Refused(failure));
    }

    private void Connect()
    {
        if (_writer is not null)
            return;
        _connection = _source.OpenConnection();
        var writer = new PostgresBatchWriter(_connection, _context.Options);
        writer.PrepareSession();
        _writer = writer;
    }

    private void Disconnect()
    {
        _writer = null;
        _committed = null;
        var connection = _connection;
        _connection = null;
        if (connection is null)
            return;
        try
        {
            connection.Dispose();
        }
        catch (Exception failure)
        {
            LogDisconnectFailed(failure, _lane);
        }
    }
}
