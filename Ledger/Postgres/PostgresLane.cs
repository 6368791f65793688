using Microsoft.Extensions.Logging;
using Npgsql;
using PromptGrid.Ledger.Lanes;

namespace PromptGrid.Ledger.Postgres;

/// <summary>
/// One writer of a PostgreSQL ledger: a loop with a connection of its own. While the database is down its callers are
/// refused at once, and it keeps trying to come back.
/// </summary>
internal sealed partial class PostgresLane : ILane, IDisposable
{
    private const int AttemptsMax = 6;
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(2);

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
    private LaneNotifier? _notifier;
    private Task? _running;
    private NpgsqlConnection? _connection;
    private PostgresBatchWriter? _writer;

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
        _running = Task.Run(RunAsync);
    }

    public ValueTask<CommitOutcome> CommitAsync(WriteSet set, int partition) => _front.CommitAsync(set, partition);

    /// <summary>Refuses new work and completes when what was accepted has been answered.</summary>
    public async Task StopAsync()
    {
        _queue.Close();
        await _stopping.CancelAsync();
        if (_running is not null)
            await _running;
    }

    public void Dispose()
    {
        _queue.Dispose();
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        while (_waiting.Count > 0 || await _queue.WaitAsync())
        {
            _queue.TryTake(_waiting);
            _batch.Clear();
            while (_waiting.TryPeek(out var item) && _batch.TryAdd(item))
                _waiting.Dequeue();
            _queue.Left(_batch.Items.Count);
            if (!await CommitBatchAsync(mayIsolate: true))
                await ReconnectAsync();
        }

        await DisconnectAsync();
        LogStopped(_number);
    }

    // Nobody waits for a database that is away: what is queued is refused, and the front refuses what comes.
    private async Task ReconnectAsync()
    {
        var delay = FirstDelay;
        while (true)
        {
            try
            {
                await ConnectAsync();
                if (_front.Down is not null)
                    LogUp(_number);
                _front.Down = null;
                return;
            }
            catch (Exception failure)
            {
                await DisconnectAsync();
                if (_front.Down is null)
                    LogDown(failure, _number);
                _front.Down = failure;
                FailWaiting(failure);
            }

            if (_stopping.IsCancellationRequested)
                return;
            // In real time, whatever clock the ledger stamps with: a test that stops the clock must not stop this.
            await Task.Delay(delay, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
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

    private async Task ConnectAsync()
    {
        if (_writer is not null)
            return;
        _connection = await _source.OpenConnectionAsync();
        var writer = new PostgresBatchWriter(_connection, _context.Options);
        await writer.PrepareSessionAsync();
        _writer = writer;
    }

    private async Task DisconnectAsync()
    {
        _writer = null;
        var connection = _connection;
        _connection = null;
        if (connection is null)
            return;
        try
        {
            await connection.DisposeAsync();
        }
        catch (Exception failure)
        {
            LogDisconnectFailed(failure, _number);
        }
    }
}
