using Microsoft.Extensions.Logging;
using PromptGrid.Ledger.Lanes;

namespace PromptGrid.Ledger.Memory;

/// <summary>The lane of a ledger in memory: the product's queue, front and batch, one thread.</summary>
internal sealed class MemoryLane : ILane, IDisposable
{
    private readonly MemoryTables _tables;
    private readonly LedgerContext _context;
    private readonly LaneQueue _queue;
    private readonly LaneFront _front;
    private readonly LaneClock _clock;
    private readonly Batch _batch;
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private LaneNotifier? _notifier;

    public MemoryLane(MemoryTables tables, LedgerContext context)
    {
        _tables = tables;
        _context = context;
        _queue = new LaneQueue(context.Options.QueueCapacity);
        _front = new LaneFront(_queue, context.Metrics);
        _clock = new LaneClock(context.Time);
        _batch = new Batch(context.Options.BatchSizeMax, independent: false);
    }

    public void Start()
    {
        _notifier = new LaneNotifier(_context.Listeners(), _context.Loggers.CreateLogger(nameof(MemoryLane)));
        new Thread(Run) { Name = "Memory lane", IsBackground = true }.Start();
    }

    public ValueTask<CommitOutcome> CommitAsync(WriteSet set, int partition) =>
        _front.CommitAsync(set, partition);

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
            while (waiting.TryPeek(out var item) && _batch.TryAdd(item)) waiting.Dequeue();
            _queue.Left(_batch.Items.Count);
            CommitBatch(mayIsolate: true);
        }

        _stopped.SetResult();
    }

    private void CommitBatch(bool mayIsolate)
    {
        var isCommitted = false;
        var at = _clock.Next();
        try
        {
            // Nothing of a batch is seen before it is whole: what stops it before its commit stops it before its rows.
            _context.FaultPoint?.Reached(LaneStep.BeforeCommit);
            lock (_tables) _tables.Write(_batch, at);
            isCommitted = true;
            _context.FaultPoint?.Reached(LaneStep.BeforeAcknowledge);
            _batch.Settle(at);
        }
        catch (Exception failure)
        {
            if (mayIsolate && !isCommitted && _batch.Items.Count > 1 && failure is not LaneFault) CommitOneByOne();
            else foreach (var item in _batch.Items) item.Fail(LaneFront.Unavailable(failure));
            return;
        }

        _notifier!.Notify(_batch, at);
        foreach (var item in _batch.Items) item.Complete();
    }

    private void CommitOneByOne()
    {
        foreach (var item in _batch.Items.ToArray())
        {
            _batch.Clear();
            _batch.TryAdd(item);
            CommitBatch(mayIsolate: false);
        }
    }
}
