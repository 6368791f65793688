using System.Globalization;
using Microsoft.Data.Sqlite;

namespace PromptGrid.Ledger.Sqlite;

/// <summary>Copies a SQLite ledger while it is in use.</summary>
public static class SqliteLedgerBackup
{
    /// <summary>
    /// Writes a copy that holds everything committed before the call and, of what is committed meanwhile, all or nothing of
    /// each transaction. Writers are not held up. The copy is one file, checked, and has its name only when it is complete.
    /// </summary>
    /// <exception cref="IOException">The copy exists already, cannot be written, or was found damaged.</exception>
    /// <exception cref="SqliteException">The ledger cannot be read.</exception>
    public static void Write(string ledgerPath, string copyPath)
    {
        if (File.Exists(copyPath))
            throw new IOException($"'{copyPath}' exists already; a backup never replaces a file.");
        var partial = copyPath + ".partial";
        File.Delete(partial);
        try
        {
            using (var source = Open(ledgerPath, SqliteOpenMode.ReadWrite))
            using (var target = Open(partial, SqliteOpenMode.ReadWriteCreate))
            {
                source.BackupDatabase(target);
                // Out of write-ahead mode, so that the copy is complete without files beside it; opening the ledger brings
                // it back.
                Scalar(target, "PRAGMA journal_mode = DELETE");
                if (Scalar(target, "PRAGMA quick_check") is not "ok")
                    throw new IOException("The copy is damaged, and so may be the ledger: it was not kept.");
            }

            File.Move(partial, copyPath);
        }
        catch
        {
            File.Delete(partial);
            throw;
        }
    }

    private static SqliteConnection Open(string path, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false, DefaultTimeout = 30 }.ToString());
        connection.Open();
        return connection;
    }

    private static string? Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToString(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }
}
