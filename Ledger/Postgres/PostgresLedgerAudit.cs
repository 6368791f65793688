using Npgsql;
using PromptGrid.Ledger.Audit;
using static PromptGrid.Ledger.Postgres.PostgresParameters;

namespace PromptGrid.Ledger.Postgres;

/// <summary>Checks a PostgreSQL ledger.</summary>
internal sealed class PostgresLedgerAudit(NpgsqlDataSource source, PostgresQueries queries, LedgerShape shape, TimeProvider time) : ILedgerAudit
{
    public async ValueTask<ILedgerSnapshot> OpenAsync(CancellationToken cancellationToken = default)
    {
        NpgsqlConnection? connection = null;
        try
        {
            connection = await source.OpenConnectionAsync(cancellationToken);
            var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellationToken);
            return new PostgresSnapshot(connection, transaction, shape.Partitions);
        }
        catch (NpgsqlException failure)
        {
            if (connection is not null)
                await connection.DisposeAsync();
            throw new LedgerUnavailableException("The ledger's database failed.", failure);
        }
    }

    public async ValueTask FillGapAsync(int partition, long first, long last, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(last - first, 9_999);
        await queries.ExecuteAsync(
            """
            INSERT INTO events (partition, sequence, name, schema_version, subject, at, body)
            SELECT $1, n, $4, 1, $4, $5, '{}' FROM generate_series($2, $3) AS n ON CONFLICT DO NOTHING
            """,
            [Number(partition), Number(first), Number(last), Text(ILedgerAudit.LostEvent), Number(Microseconds.From(time.GetUtcNow()))],
            cancellationToken);
    }

    public async ValueTask RaiseHeadAsync(int partition, long sequence, CancellationToken cancellationToken = default)
    {
        await queries.ExecuteAsync(
            """
            INSERT INTO ledger_heads AS h (partition, sequence) VALUES ($1, $2)
            ON CONFLICT (partition) DO UPDATE SET sequence = greatest(h.sequence, excluded.sequence)
            """,
            [Number(partition), Number(sequence)],
            cancellationToken);
    }
}
