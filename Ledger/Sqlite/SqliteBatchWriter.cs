using PromptGrid.Ledger.Lanes;

namespace PromptGrid.Ledger.Sqlite;

/// <summary>Writes one batch in the transaction that the lane has begun.</summary>
internal sealed partial class SqliteBatchWriter(SqliteSession session, LedgerOptions options)
{
    private const int ExpiredOperationsMax = 1_000;
    private static readonly long PurgeInterval = (long)TimeSpan.FromMinutes(1).TotalMicroseconds;

    private readonly SqliteStatement _insertEdge = session.Prepare(
        "INSERT INTO edges (kind, source, target, at) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING");

    private readonly SqliteStatement _deleteEdge = session.Prepare(
        "DELETE FROM edges WHERE kind = ?1 AND source = ?2 AND target = ?3 RETURNING at");

    private readonly SqliteStatement _addToCounter = session.Prepare("""
        INSERT INTO counters (entity, name, value) VALUES (?1, ?2, ?3)
        ON CONFLICT (entity, name) DO UPDATE SET value = value + excluded.value RETURNING value
        """);

    private readonly SqliteStatement _readCounter = session.Prepare(
        "SELECT value FROM counters WHERE entity = ?1 AND name = ?2");

    private readonly SqliteStatement _advanceHead = session.Prepare(
        "UPDATE ledger_heads SET sequence = sequence + ?2 WHERE partition = ?1 RETURNING sequence");

    private readonly SqliteStatement _readHead = session.Prepare(
        "SELECT sequence FROM ledger_heads WHERE partition = ?1");

    private readonly SqliteStatement _insertEvent = session.Prepare("""
        INSERT INTO events (partition, sequence, name, schema_version, subject, at, body)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
        """);

    private readonly SqliteStatement _purgeOperations = session.Prepare(
        "DELETE FROM operations WHERE id IN (SELECT id FROM operations WHERE at < ?1 ORDER BY at LIMIT ?2)");

    private readonly long _retention = (long)options.OperationRetention.TotalMicroseconds;
    private long _nextPurge;

    /// <summary>Writes everything, and gives the sets that are refused their outcomes.</summary>
    public void Write(Batch batch, long at)
    {
        foreach (var commit in batch.Commits)
        {
            if (commit.IsConditional)
                commit.Outcome = Decide(commit.Set, at);
        }

        batch.DropRefused();
        WriteEdges(batch, at);
        batch.Replay();
        WriteCounters(batch);
        WriteEvents(batch, at);
        foreach (var item in batch.Items)
            (item as SqliteWork)?.Run(session);
        PurgeOperations(at);
    }

    private void WriteEdges(Batch batch, long at)
    {
        foreach (ref var edge in batch.Edges)
        {
            if (!edge.Remove)
            {
                edge.Existed = !Insert(edge.Key, at);
                if (edge.Mark is not null && !edge.Existed)
                    Insert(edge.Key with { Kind = edge.Mark }, at);
                continue;
            }

            var addedAt = Delete(edge.Key);
            edge.Existed = addedAt is not null;
            edge.AddedAt = addedAt ?? 0;
            edge.Marked = edge.Mark is not null && Delete(edge.Key with { Kind = edge.Mark }) is not null;
        }
    }

    private bool Insert(in EdgeKey edge, long at) =>
        _insertEdge.Bind(1, edge.Kind).Bind(2, edge.Source).Bind(3, edge.Target).Bind(4, at).Run() > 0;

    private long? Delete(in EdgeKey edge) =>
        _deleteEdge.Bind(1, edge.Kind).Bind(2, edge.Source).Bind(3, edge.Target).RunForInt64();

    private void WriteCounters(Batch batch)
    {
        foreach (ref var counter in batch.Counters)
        {
            counter.Value = counter.Delta == 0
                ? _readCounter.Bind(1, counter.Entity).Bind(2, counter.Name).RunForInt64() ?? 0
                : _addToCounter.Bind(1, counter.Entity).Bind(2, counter.Name).Bind(3, counter.Delta).RunForInt64()!.Value;
        }
    }

    private void WriteEvents(Batch batch, long at)
    {
        foreach (ref var head in batch.Heads)
        {
            head.Sequence = (head.Count == 0
                ? _readHead.Bind(1, head.Partition)
                : _advanceHead.Bind(1, head.Partition).Bind(2, head.Count)).RunForInt64()!.Value;
        }

        foreach (var written in batch.Events)
        {
            _insertEvent
                .Bind(1, written.Partition)
                .Bind(2, batch.SequenceOf(written))
                .Bind(3, written.Name)
                .Bind(4, written.SchemaVersion)
                .Bind(5, written.Subject)
                .Bind(6, at)
                .Bind(7, written.Body)
                .Run();
        }
    }

    // An expired operation counts as absent whether it is still stored or not; this only gives its space back.
    private void PurgeOperations(long at)
    {
        if (at < _nextPurge)
            return;
        _nextPurge = at + PurgeInterval;
        _purgeOperations.Bind(1, at - _retention).Bind(2, ExpiredOperationsMax).Run();
    }
}
