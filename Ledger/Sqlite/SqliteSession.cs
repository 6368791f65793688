using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace PromptGrid.Ledger.Sqlite;

/// <summary>One connection with its prepared statements. Not for two threads at once.</summary>
internal sealed class SqliteSession : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteStatement> _statements = [];

    static SqliteSession() => Batteries_V2.Init();

    private SqliteSession(SqliteConnection connection) => _connection = connection;

    /// <summary>The connection, for what is not worth preparing.</summary>
    public SqliteConnection Connection => _connection;

    /// <summary>The one that writes: every commit is on the disk when it returns.</summary>
    public static SqliteSession OpenWriter(string path)
    {
        // Checkpoints are the SqliteCheckpointer's business; see there. What is deleted becomes zeros: somebody may have asked
        // for it to be gone.
        return Open(path, """
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = FULL;
            PRAGMA secure_delete = ON;
            PRAGMA busy_timeout = 5000;
            PRAGMA cache_size = -65536;
            PRAGMA temp_store = MEMORY;
            PRAGMA wal_autocheckpoint = 0;
            PRAGMA journal_size_limit = 134217728;
            """);
    }

    /// <summary>One that only reads; it sees a snapshot while a statement runs and never waits for the writer.</summary>
    /// <param name="readOnly">True: the file must exist, and even closing the connection leaves it as it is.</param>
    public static SqliteSession OpenReader(string path, bool readOnly = false)
    {
        return Open(
            path,
            """
            PRAGMA busy_timeout = 5000;
            PRAGMA cache_size = -16384;
            PRAGMA mmap_size = 268435456;
            PRAGMA query_only = 1;
            """,
            readOnly ? SqliteOpenMode.ReadOnly : SqliteOpenMode.ReadWriteCreate);
    }

    /// <summary>The prepared form of a constant text.</summary>
    public SqliteStatement Prepare(string sql)
    {
        if (!_statements.TryGetValue(sql, out var statement))
            _statements.Add(sql, statement = new SqliteStatement(_connection, sql));
        return statement;
    }

    /// <summary>Pages this connection has written since the last call.</summary>
    public int TakePagesWritten()
    {
        _ = raw.sqlite3_db_status(_connection.Handle, raw.SQLITE_DBSTATUS_CACHE_WRITE, out var pages, out _, 1);
        return pages;
    }

    public void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
            statement.Dispose();
        _connection.Dispose();
    }

    private static SqliteSession Open(string path, string pragmas, SqliteOpenMode mode = SqliteOpenMode.ReadWriteCreate)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = mode,
            Pooling = false,
        }.ConnectionString);
        try
        {
            connection.Open();
            var session = new SqliteSession(connection);
            session.Execute(pragmas);
            return session;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
