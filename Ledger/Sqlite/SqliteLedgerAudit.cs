using Microsoft.Data.Sqlite;
using PromptGrid.Ledger.Audit;

namespace PromptGrid.Ledger.Sqlite;

/// <summary>Checks a SQLite ledger on one connection of its own, so that no reader of the program ever waits for an
/// audit.</summary>
internal sealed class SqliteLedgerAudit(SqliteReadPool pool, SqliteLane lane, LedgerShape shape, TimeProvider time) : ILedgerAudit, IDisposable
{
    private readonly SemaphoreSlim _free = new(1);
    private SqliteSession? _session;

    public async ValueTask<ILedgerSnapshot> OpenAsync(CancellationToken cancellationToken = default)
    {
        await _free.WaitAsync(cancellationToken);
        try
        {
            _session ??= pool.OpenOne();
            _session.Prepare("BEGIN").Run();
            return new SqliteSnapshot(_session, shape.Partitions, Close);
        }
        catch (SqliteException failure)
        {
            Discard();
            _free.Release();
            throw new LedgerUnavailableException("The ledger's database could not be read.", failure);
        }
    }

    public async ValueTask FillGapAsync(int partition, long first, long last, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(last - first, 9_999);
        cancellationToken.ThrowIfCancellationRequested();
        var at = Microseconds.From(time.GetUtcNow());
        await lane.RunAsync(session =>
        {
            var insert = session.Prepare("""
                INSERT INTO events (partition, sequence, name, schema_version, subject, at, body) VALUES (?1, ?2, ?3, 1, ?3, ?4, '{}')
                ON CONFLICT DO NOTHING
                """);
            for (var sequence = first; sequence <= last; sequence++)
                insert.Bind(1, partition).Bind(2, sequence).Bind(3, ILedgerAudit.LostEvent).Bind(4, at).Run();
            return true;
        });
    }

    public async ValueTask RaiseHeadAsync(int partition, long sequence, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await lane.RunAsync(session => session
            .Prepare("""
                INSERT INTO ledger_heads (partition, sequence) VALUES (?1, ?2)
                ON CONFLICT (partition) DO UPDATE SET sequence = max(sequence, excluded.sequence)
                """)
            .Bind(1, partition).Bind(2, sequence).Run());
    }

    public void Dispose()
    {
        Discard();
        _free.Dispose();
    }

    private void Close(bool isUsable)
    {
        try
        {
            if (isUsable)
                _session!.Prepare("COMMIT").Run();
            else
                Discard();
        }
        catch (SqliteException)
        {
            // It only read: closing the connection ends the transaction as well.
            Discard();
        }
        finally
        {
            _free.Release();
        }
    }

    private void Discard()
    {
        _session?.Dispose();
        _session = null;
    }
}
