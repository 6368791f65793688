using SQLitePCL;

namespace PromptGrid.Search.Sqlite.Storage;

/// <summary>A connection with its prepared statements. Used by one thread at a time.</summary>
internal sealed class SqliteDatabase : IDisposable
{
    // Often enough to stop a runaway query within a millisecond, rarely enough to cost nothing.
    private const int StepsBetweenDeadlineChecks = 1000;

    private readonly sqlite3 _handle;
    private readonly Dictionary<string, SqliteStatement> _statements = [];
    private readonly delegate_progress _progress;

    static SqliteDatabase() => Batteries_V2.Init();

    public SqliteDatabase(string path, bool readOnly)
    {
        var flags = readOnly ? raw.SQLITE_OPEN_READONLY : raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE;
        var code = raw.sqlite3_open_v2(path, out _handle, flags | raw.SQLITE_OPEN_NOMUTEX, null);
        if (code != raw.SQLITE_OK)
        {
            _handle.Dispose();
            throw new SqliteFault(code);
        }

        _progress = _ => Deadline is { IsOver: true } ? 1 : 0;
        raw.sqlite3_progress_handler(_handle, StepsBetweenDeadlineChecks, _progress, null);
        raw.sqlite3_busy_timeout(_handle, 5000);
    }

    /// <summary>When set, statements stop with SQLITE_INTERRUPT once it is over.</summary>
    public Deadline? Deadline { get; set; }

    /// <summary>True after an error that says this connection should not be used again.</summary>
    public bool IsSuspect { get; private set; }

    /// <summary>The prepared statement for this text, made once per connection; not for texts that vary.</summary>
    public SqliteStatement Statement(string sql)
    {
        if (!_statements.TryGetValue(sql, out var statement))
            _statements.Add(sql, statement = Prepare(sql));
        statement.Reset();
        return statement;
    }

    public void Execute(string sql)
    {
        using var statement = Prepare(sql);
        statement.Run();
    }

    /// <summary>Ends a transaction that only read; one that failed may have ended already.</summary>
    public void EndTransaction()
    {
        Deadline = null;
        foreach (var statement in _statements.Values)
            statement.Reset();
        if (raw.sqlite3_get_autocommit(_handle) == 0)
            Statement("COMMIT").Run();
    }

    public SqliteFault Fault(int code)
    {
        var fault = new SqliteFault(code);
        IsSuspect |= fault.Code is not (raw.SQLITE_INTERRUPT or raw.SQLITE_FULL or raw.SQLITE_BUSY);
        return fault;
    }

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
            statement.Dispose();
        _statements.Clear();
        _handle.Dispose();
    }

    private SqliteStatement Prepare(string sql)
    {
        var code = raw.sqlite3_prepare_v2(_handle, sql, out var statement);
        return code == raw.SQLITE_OK ? new SqliteStatement(this, statement) : throw Fault(code);
    }
}
