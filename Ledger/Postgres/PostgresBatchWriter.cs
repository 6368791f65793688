using Npgsql;
using PromptGrid.Ledger.Lanes;
using static PromptGrid.Ledger.Postgres.PostgresParameters;

namespace PromptGrid.Ledger.Postgres;

/// <summary>
/// Writes one batch in one transaction and two round trips: the first decides and writes edges, the second, which knows
/// what changed, writes counters, heads and events and commits.
/// </summary>
/// <remarks>
/// Rows are locked in one order everywhere (operations, keys, documents, edges, counters, heads; sorted within each), so
/// that writers in other lanes and processes rarely meet head-on; when they do, PostgreSQL ends one of them and its lane
/// tries again. The heads come last and stay locked until the commit: that makes the order of sequence numbers the order
/// of commits, and leaves other processes waiting for as short as possible.
/// </remarks>
internal sealed partial class PostgresBatchWriter(NpgsqlConnection connection, LedgerOptions options)
{
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

    /// <summary>The first round trip. Opens the transaction, gives the sets that are refused their outcomes and drops them,
    /// and writes what the others say about operations, keys, documents and edges.</summary>
    /// <returns>False when every set was refused: there is no transaction then.</returns>
    public async Task<bool> BeginAsync(Batch batch, long at)
    {
        while (true)
        {
            await using var trip = NewTrip();
            trip.BatchCommands.Add(Command("BEGIN ISOLATION LEVEL READ COMMITTED"));
            var conditional = Collect(batch.Commits);
            AddConditional(trip, conditional, at);
            AddEdges(trip, batch, at);
            var refused = false;
            await using (var reader = await trip.ExecuteReaderAsync())
            {
                refused = await ReadConditionalAsync(reader, conditional);
                if (!refused)
                    await ReadEdgesAsync(reader, batch);
            }

            if (!refused)
                return true;

            // No two sets of a batch depend on each other, so these are refused whatever becomes of the rest.
            await ReadOperationsAsync(conditional);
            await ExecuteAsync("ROLLBACK");
            batch.DropRefused();
            if (batch.Commits.Count == 0)
                return false;
        }
    }

    /// <summary>The second round trip. When it returns the batch is durable.</summary>
    public async Task CommitAsync(Batch batch, long at)
    {
        batch.Replay();
        await using var trip = NewTrip();
        AddMarks(trip, batch, at);
        AddCounters(trip, batch);
        AddHeads(trip, batch, at);
        AddPurge(trip, at);
        trip.BatchCommands.Add(Command("COMMIT"));
        await using var reader = await trip.ExecuteReaderAsync();
        await ReadCountersAsync(reader, batch);
        await ReadHeadsAsync(reader, batch);
        while (await reader.NextResultAsync())
        {
        }
    }

    public Task RollbackAsync() => ExecuteAsync("ROLLBACK");

    /// <summary>Settings of a connection that writes.</summary>
    public Task PrepareSessionAsync() => ExecuteAsync("""
        SET idle_in_transaction_session_timeout = '30s';
        SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off';
        """);

    private NpgsqlBatch NewTrip() => new(connection) { Timeout = _timeoutSeconds };

    private async Task ExecuteAsync(string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = _timeoutSeconds };
        await command.ExecuteNonQueryAsync();
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
