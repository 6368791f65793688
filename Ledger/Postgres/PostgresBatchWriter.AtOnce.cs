using Npgsql;
using PromptGrid.Ledger.Lanes;
using static PromptGrid.Ledger.Postgres.PostgresParameters;

namespace PromptGrid.Ledger.Postgres;

/// <summary>A batch of which it is nearly certain what it changes: one round trip instead of two.</summary>
internal sealed partial class PostgresBatchWriter
{
    private const int CautionMax = 1_024;

    // Fails when one of the edges was there already: nothing after it is executed then. ON CONFLICT would look each of them up
    // before it inserts it.
    private const string InsertNewEdges = """
        INSERT INTO edges (kind, source, target, at)
        SELECT u.kind, u.source, u.target, $4
        FROM unnest($1, $2, $3) WITH ORDINALITY AS u(kind, source, target, n) ORDER BY u.n
        """;

    private const string EdgesKey = "edges_pkey";

    private int _caution;
    private int _twoTrips;

    /// <summary>
    /// Whether <see cref="TryCommitAtOnce"/> is worth trying. Most batches are likes, and most likes are new; where a guess
    /// was wrong lately, so many more batches take the long way.
    /// </summary>
    public bool IsForeseeable(Batch batch)
    {
        if (_twoTrips > 0)
        {
            _twoTrips--;
            return false;
        }

        foreach (var commit in batch.Commits)
        {
            if (commit.IsConditional)
                return false;
        }

        foreach (ref readonly var edge in batch.Edges)
        {
            if (edge.Remove)
                return false;
        }

        return true;
    }

    /// <summary>Commits the batch as if each edge that it adds were new.</summary>
    /// <returns>True when the batch is durable; false when an edge was there already: nothing has changed then.</returns>
    public bool TryCommitAtOnce(Batch batch, long at)
    {
        batch.Replay();
        using var trip = NewTrip();
        trip.BatchCommands.Add(Command(BeginTransaction));
        SplitEdges(batch);
        if (_added.Count > 0)
            trip.BatchCommands.Add(TimedEdgeCommand(InsertNewEdges, batch, _added, at));

        AddCommit(trip, batch, at);
        try
        {
            using var reader = trip.ExecuteReader();
            ReadCommit(reader, batch);
        }
        catch (PostgresException refused) when (refused is { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: EdgesKey })
        {
            Rollback();
            batch.Refold();
            _caution = Math.Clamp(_caution * 4, 4, CautionMax);
            _twoTrips = _caution;
            return false;
        }

        _caution -= _caution > 0 ? 1 : 0;
        return true;
    }
}
