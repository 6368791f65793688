using Microsoft.Data.Sqlite;
using PromptGrid.Ledger.Erasure;
using SQLitePCL;

namespace PromptGrid.Ledger.Sqlite;

/// <summary>Erasure in a SQLite ledger. Rows that are deleted become zeros by <c>secure_delete</c> of the writing
/// connection.</summary>
internal sealed class SqliteLedgerErasure(string path, SqliteLane lane, SqliteReadPool pool) : ILedgerErasure
{
    private const int BatchMax = 500;

    // Whoever writes waits while the log is cut, so a reader is not waited for long.
    private const string WaitForReaders = "PRAGMA busy_timeout = 200";

    public async ValueTask<int> ForgetOperationsAsync(string idPrefix, string? text, CancellationToken cancellationToken = default)
    {
        // Found by a reader: looking through all results must not keep the lane.
        var found = await pool.ReadAsync<(string Prefix, string? Text), List<string>>((idPrefix, text), static (session, asked) => Find(session, asked.Prefix, asked.Text), cancellationToken);
        foreach (var ids in found.Chunk(BatchMax))
        {
            await lane.RunAsync(session =>
            {
                var delete = session.Prepare("DELETE FROM operations WHERE id = ?1");
                foreach (var id in ids)
                    delete.Bind(1, id).Run();
                return true;
            });
        }

        return found.Count;
    }

    public async ValueTask<bool> OverwriteAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            return await Task.Run(CutLog, cancellationToken);
        }
        catch (SqliteException failure)
        {
            throw new LedgerUnavailableException("The ledger's log could not be cut.", failure);
        }
    }

    private static List<string> Find(SqliteSession session, string prefix, string? text)
    {
        var ids = new List<string>();
        var byId = session.Prepare("SELECT id FROM operations WHERE id >= ?1 AND id < ?2").Bind(1, prefix).Bind(2, prefix + SqliteReader.Last);
        while (byId.Step())
            ids.Add(byId.Text(0));
        if (text is null)
            return ids;
        var byText = session.Prepare("SELECT id FROM operations WHERE instr(result, ?1) > 0").Bind(1, text);
        while (byText.Step())
            ids.Add(byText.Text(0));
        return ids;
    }

    private bool CutLog()
    {
        using var session = SqliteSession.OpenWriter(path);
        session.Execute(WaitForReaders);
        var code = raw.sqlite3_wal_checkpoint_v2(session.Connection.Handle, null, raw.SQLITE_CHECKPOINT_TRUNCATE, out _, out _);
        if (code is raw.SQLITE_OK)
            return true;
        if (code is raw.SQLITE_BUSY or raw.SQLITE_LOCKED)
            return false;
        throw new SqliteException(raw.sqlite3_errmsg(session.Connection.Handle).utf8_to_string(), code);
    }
}
