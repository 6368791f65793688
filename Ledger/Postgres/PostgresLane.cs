using System.Globalization;
using Microsoft.Extensions.Logging;
using Npgsql;
using PromptGrid.Ledger.Lanes;

namespace PromptGrid.Ledger.Postgres;

/// <summary>
/// One writer of a PostgreSQL ledger: a thread with a connection of its own. While the database is down its callers are
/// refused at once, and it keeps trying to come back.
/// </summary>
/// <remarks>A thread, not a loop of awaits: all writes wait for this one, and on the pool it would queue behind the requests
/// that it has just answered.</remarks>
internal sealed partial class PostgresLane : ILane, IDisposable
{
    private const int AttemptsMax = 6;
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(2);

    // A connection that has committed so lately is taken to live.
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    private readonly int _number;
    private readonly NpgsqlDataSource _source;
    private readonly LedgerContext _context;
    private readonly ILogger _logger;
    private readonly LaneQueue _queue;
    private readonly LaneFront _front;
    private readonly LaneClock _clock;
    private readonly Batch _batch;
    private readonly Queue<LaneItem> _waiting = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private LaneNotifier? _notifier;
    private NpgsqlConnection? _connection;
    private PostgresBatchWriter? _writer;

    // When this connection last committed; null when it has not.
    private long? _committed;

    public PostgresLane(int number, NpgsqlDataSource source, LedgerContext context)
    {
        _number = number;
        _source = source;
        _context = context;
        _logger = context.Loggers.CreateLogger<PostgresLane>();
        _queue = new LaneQueue(context.Options.QueueCapacity);
        _front = new LaneFront(_queue, context.Metrics);
        _clock = new LaneClock(context.Time);
        _batch = new Batch(context.Options.BatchSizeMax, independent: true);
        context.Metrics.ObserveQueue(number, _queue);
    }

    public void Start()
    {
        _notifier = new LaneNotifier(_context.Listeners(), _logger);
        new Thread(Run) { Name = string.Create(CultureInfo.InvariantCulture, $"PromptGrid ledger lane {_number}"), IsBackground = true }.Start();
    }

    public ValueTask<CommitOutcome> CommitAsync(WriteSet set, int partition) => _front.CommitAsync(set, partition);

    /// <summary>Refuses new work and completes when what was accepted has been answered.</summary>
    public async Task StopAsync()
    {
        _queue.Close();
        await _stopping.CancelAsync();
        if (_notifier is not null)
            await _stopped.Task;
    }

    public void Dispose()
    {
        _queue.Dispose();
        _stopping.Dispose();
    }

    private void Run()
    {
        while (_waiting.Count > 0 || _queue.Wait())
        {
            _queue.TryTake(_waiting);
            _batch.Clear();
            while (_waiting.TryPeek(out var item) && _batch.TryAdd(item))
                _waiting.Dequeue();
            _queue.Left(_batch.Items.Count);
            if (!CommitBatch(mayIsolate: true))
                Reconnect();
        }

        Disconnect();
        LogStopped(_number);
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
                    LogUp(_number);
                _front.Down = null;
                return;
            }
            catch (Exception failure)
            {
                Disconnect();
                if (_front.Down is null)
                    LogDown(failure, _number);
                _front.Down = failure;
                FailWaiting(failure);
            }

            if (_stopping.IsCancellationRequested)
                return;
            // In real time, whatever clock the ledger stamps with: a test that stops the clock must not stop this.
            _stopping.Token.WaitHandle.WaitOne(delay);
            delay = delay * 2 < LongestDelay ? delay * 2 : LongestDelay;
        }
    }

    private void FailWaiting(Exception failure)
    {
        _queue.TryTake(_waiting);
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
            LogDisconnectFailed(failure, _number);
        }
    }
}
