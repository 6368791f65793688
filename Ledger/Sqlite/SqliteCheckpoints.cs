namespace PromptGrid.Ledger.Sqlite;

/// <summary>Checkpoints and dead letters in a SQLite ledger.</summary>
internal sealed class SqliteCheckpoints(SqliteLane lane, SqliteReadPool pool) : ICheckpoints
{
    public ValueTask<long> ReadAsync(string projection, int partition, CancellationToken cancellationToken = default)
    {
        return pool.ReadAsync(
            (projection, partition),
            static (session, asked) => session
                .Prepare("SELECT sequence FROM checkpoints WHERE projection = ?1 AND partition = ?2")
                .Bind(1, asked.projection).Bind(2, asked.partition).RunForInt64() ?? 0,
            cancellationToken);
    }

    public async ValueTask WriteAsync(
        string projection, int partition, long sequence, bool reset = false, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await lane.RunAsync(session => session
            .Prepare("""
                INSERT INTO checkpoints (projection, partition, sequence) VALUES (?1, ?2, ?3)
                ON CONFLICT (projection, partition) DO UPDATE SET sequence = excluded.sequence
                WHERE ?4 OR sequence < excluded.sequence
                """)
            .Bind(1, projection).Bind(2, partition).Bind(3, sequence).Bind(4, reset ? 1 : 0).Run());
    }

    public async ValueTask AddDeadLetterAsync(DeadLetter letter, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await lane.RunAsync(session => session
            .Prepare("""
                INSERT INTO dead_letters (projection, partition, sequence, event_name, subject, reason, at)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO NOTHING
                """)
            .Bind(1, letter.Projection).Bind(2, letter.Position.Partition).Bind(3, letter.Position.Sequence)
            .Bind(4, letter.EventName).Bind(5, letter.Subject).Bind(6, letter.Reason)
            .Bind(7, Microseconds.From(letter.At)).Run());
    }

    public ValueTask<IReadOnlyList<DeadLetter>> ListDeadLettersAsync(
        string? projection, int limit, CancellationToken cancellationToken = default)
    {
        return pool.ReadAsync<(string? Projection, int Limit), IReadOnlyList<DeadLetter>>(
            (projection, limit),
            static (session, asked) =>
            {
                var statement = session.Prepare("""
                    SELECT projection, partition, sequence, event_name, subject, reason, at FROM dead_letters
                    WHERE ?1 IS NULL OR projection = ?1 ORDER BY at, projection, partition, sequence LIMIT ?2
                    """);
                statement.Bind(1, asked.Projection).Bind(2, asked.Limit);
                var letters = new List<DeadLetter>();
                while (statement.Step())
                {
                    letters.Add(new DeadLetter(
                        statement.Text(0),
                        new LedgerPosition(statement.Int32(1), statement.Int64(2)),
                        statement.Text(3),
                        statement.Text(4),
                        statement.Text(5),
                        Microseconds.ToTime(statement.Int64(6))));
                }

                return letters;
            },
            cancellationToken);
    }

    public async ValueTask ClearDeadLettersAsync(string projection, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await lane.RunAsync(session => session.Prepare("DELETE FROM dead_letters WHERE projection = ?1").Bind(1, projection).Run());
    }
}
