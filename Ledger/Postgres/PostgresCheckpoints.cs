using static PromptGrid.Ledger.Postgres.PostgresParameters;

namespace PromptGrid.Ledger.Postgres;

/// <summary>Checkpoints and dead letters in a PostgreSQL ledger.</summary>
internal sealed class PostgresCheckpoints(PostgresQueries queries) : ICheckpoints
{
    public ValueTask<long> ReadAsync(string projection, int partition, CancellationToken cancellationToken = default)
    {
        return queries.FirstAsync(
            "SELECT sequence FROM checkpoints WHERE projection = $1 AND partition = $2",
            [Text(projection), Number(partition)],
            static row => row.GetInt64(0),
            cancellationToken);
    }

    public async ValueTask WriteAsync(
        string projection, int partition, long sequence, bool reset = false, CancellationToken cancellationToken = default)
    {
        await queries.ExecuteAsync(
            """
            INSERT INTO checkpoints AS c (projection, partition, sequence) VALUES ($1, $2, $3)
            ON CONFLICT (projection, partition) DO UPDATE SET sequence = excluded.sequence
            WHERE $4 OR c.sequence < excluded.sequence
            """,
            [Text(projection), Number(partition), Number(sequence), Flag(reset)],
            cancellationToken);
    }

    public async ValueTask AddDeadLetterAsync(DeadLetter letter, CancellationToken cancellationToken = default)
    {
        await queries.ExecuteAsync(
            """
            INSERT INTO dead_letters (projection, partition, sequence, event_name, subject, reason, at)
            VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING
            """,
            [
                Text(letter.Projection), Number(letter.Position.Partition), Number(letter.Position.Sequence),
                Text(letter.EventName), Text(letter.Subject), Text(letter.Reason), Number(Microseconds.From(letter.At)),
            ],
            cancellationToken);
    }

    public async ValueTask<IReadOnlyList<DeadLetter>> ListDeadLettersAsync(
        string? projection, int limit, CancellationToken cancellationToken = default)
    {
        return await queries.ListAsync(
            """
            SELECT projection, partition, sequence, event_name, subject, reason, at FROM dead_letters
            WHERE $1 IS NULL OR projection = $1 ORDER BY at, projection, partition, sequence LIMIT $2
            """,
            [Text(projection), Number(limit)],
            static row => new DeadLetter(
                row.GetString(0),
                new LedgerPosition(row.GetInt32(1), row.GetInt64(2)),
                row.GetString(3),
                row.GetString(4),
                row.GetString(5),
                Microseconds.ToTime(row.GetInt64(6))),
            cancellationToken);
    }

    public async ValueTask ClearDeadLettersAsync(string projection, CancellationToken cancellationToken = default) =>
        await queries.ExecuteAsync("DELETE FROM dead_letters WHERE projection = $1", [Text(projection)], cancellationToken);
}
