using Npgsql;
using PromptGrid.Ledger.Lanes;

namespace PromptGrid.Ledger.Postgres;

/// <summary>
/// Some partitions of a PostgreSQL ledger: their queue, and two writers that divide it among them. While the database is
/// down callers are refused at once.
/// </summary>
internal sealed class PostgresLane : ILane, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private PostgresLaneWriter[] _writers = [];

    /// <param name="lanes">How many lanes this one is one of.</param>
    public PostgresLane(int number, int lanes, NpgsqlDataSource source, LedgerContext context)
    {
        (Number, Source, Context) = (number, source, context);
        Queue = new SharedLaneQueue(context.Options.QueueCapacity, lanes);
        Front = new LaneFront(Queue, context.Metrics);
        Clock = new LaneClock(context.Time);
        context.Metrics.ObserveQueue(number, Queue);
    }

    public int Number { get; }

    public NpgsqlDataSource Source { get; }

    public LedgerContext Context { get; }

    public SharedLaneQueue Queue { get; }

    public LaneFront Front { get; }

    public LaneClock Clock { get; }

    /// <summary>Whoever waits for the database need not any more.</summary>
    public CancellationToken Stopping => _stopping.Token;

    public void Start()
    {
        _writers = [.. Enumerable.Range(0, SharedLaneQueue.Writers).Select(writer => new PostgresLaneWriter(this, writer))];
        foreach (var writer in _writers)
            writer.Start();
    }

    public ValueTask<CommitOutcome> CommitAsync(WriteSet set, int partition) => Front.CommitAsync(set, partition);

    /// <summary>Refuses new work and completes when what was accepted has been answered.</summary>
    public async Task StopAsync()
    {
        Queue.Close();
        await _stopping.CancelAsync();
        await Task.WhenAll(_writers.Select(writer => writer.Stopped));
    }

    public void Dispose()
    {
        Queue.Dispose();
        _stopping.Dispose();
    }
}
