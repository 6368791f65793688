using Npgsql;
using PromptGrid.Ledger.Lanes;
using static PromptGrid.Ledger.Postgres.PostgresParameters;

namespace PromptGrid.Ledger.Postgres;

/// <summary>
/// Writes one batch in one transaction and two round trips: the first decides and writes edges, the second, which knows
/// what changed, writes counters, heads and events and commits. Where what changes can be foreseen, one trip does it all.
/// </summary>
/// <remarks>
/// Rows are locked in one order everywhere (operations, keys, documents, edges, counters, heads; sorted within each), so
/// that writers in other lanes and processes rarely meet head-on; when they do, PostgreSQL ends one of them and its lane
/// tries again. The heads come last and stay locked until the commit: that makes the order of sequence numbers the order
/// of commits, and leaves other processes waiting for as short as possible.
/// </remarks>
internal sealed partial class PostgresBatchWriter(NpgsqlConnection connection, LedgerOptions options)
{
    private const string BeginTransaction = "BEGIN ISOLATION LEVEL READ COMMITTED";
    private const int ExpiredOperationsMax = 1_000;
    private static readonly long PurgeInterval = (long)TimeSpan.FromMinutes(1).TotalMicroseconds;

    private readonly long _retention = (long)options.OperationRetention.TotalMicroseconds;
    private readonly int _timeoutSeconds = (int)Math.Ceiling(options.CommandTimeout.TotalSeconds);
    private long _nextPurge;

    // Indexes into the batch's edges and counters in the order in which they are sent.
    private readonly List<int> _added = [];
    private readonly List<int> _removed = [];
    private readonly List<int> _marks = [];
    private readonly List<int> _counted = [];
    private readonly List<int> _onlyRead = [];
    private NpgsqlBatchCommand? _insert;

    /// <summary>The first round trip. Opens the transaction, gives the sets that are refused their outcomes and drops them,
    /// and writes what the others say about operations, keys, documents and edges.</summary>
    /// <returns>False when every set was refused: there is no transaction then.</returns>
    public bool Begin(Batch batch, long at)
    {
        while (true)
        {
            using var trip = NewTrip();
            trip.BatchCommands.Add(Command(BeginTransaction));
            var conditional = Collect(batch.Commits);
            AddConditional(trip, conditional, at);
            AddEdges(trip, batch, at);
            var refused = false;
            using (var reader = trip.ExecuteReader())
            {
                refused = ReadConditional(reader, conditional);
                if (!refused)
                    ReadEdges(reader, batch);
            }

            if (!refused)
            {
                ReadEarlierEdges(batch, at);
                return true;
            }

            // No two sets of a batch depend on each other, so these are refused whatever becomes of the rest.
            ReadOperations(conditional);
            Execute("ROLLBACK");
            batch.DropRefused();
            if (batch.Commits.Count == 0)
                return false;
        }
    }

    /// <summary>The second round trip. When it returns the batch is durable.</summary>
    public void Commit(Batch batch, long at)
    {
        batch.Replay();
        using var trip = NewTrip();
        AddCommit(trip, batch, at);
        using var reader = trip.ExecuteReader();
        ReadCommit(reader, batch);
    }

    public void Rollback() => Execute("ROLLBACK");

    /// <summary>Settings of a connection that writes.</summary>
    public void PrepareSession() => Execute("""
        SET idle_in_transaction_session_timeout = '30s';
        SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off';
        """);

    private void AddCommit(NpgsqlBatch trip, Batch batch, long at)
    {
        AddMarks(trip, batch, at);
        AddCounters(trip, batch);
        AddHeads(trip, batch, at);
        AddPurge(trip, at);
        trip.BatchCommands.Add(Command("COMMIT"));
    }

    private void ReadCommit(NpgsqlDataReader reader, Batch batch)
    {
        ReadCounters(reader, batch);
        ReadHeads(reader, batch);
    }

    private NpgsqlBatch NewTrip() => new(connection) { Timeout = _timeoutSeconds };

    private void Execute(string sql)
    {
        using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = _timeoutSeconds };
        command.ExecuteNonQuery();
    }

    // An expired operation counts as absent whether it is still stored or not; this only gives its space back.
    private void AddPurge(NpgsqlBatch trip, long at)
    {
        if (at < _nextPurge)
            return;
        _nextPurge = at + PurgeInterval;
        trip.BatchCommands.Add(Command(
            """
            DELETE FROM operations WHERE id IN
                (SELECT id FROM operations WHERE at < $1 ORDER BY at LIMIT $2 FOR UPDATE SKIP LOCKED)
            """,
            Number(at - _retention),
            Number(ExpiredOperationsMax)));
    }
}
