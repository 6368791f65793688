using System.Buffers;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace PromptGrid.Ledger.Sqlite;

/// <summary>
/// A prepared statement, kept as long as its connection. It speaks to SQLite directly: a like is a handful of statements of
/// a few microseconds each, and a command object per execution would cost as much again.
/// </summary>
internal sealed class SqliteStatement : IDisposable
{
    private const int StackBytesMax = 512;

    private readonly sqlite3 _connection;
    private readonly sqlite3_stmt _statement;

    public SqliteStatement(SqliteConnection connection, string sql)
    {
        _connection = connection.Handle!;
        Check(raw.sqlite3_prepare_v3(_connection, sql, raw.SQLITE_PREPARE_PERSISTENT, out _statement));
    }

    /// <summary>Rows that the last execution on this connection inserted, updated or deleted.</summary>
    public int Changes => raw.sqlite3_changes(_connection);

    public SqliteStatement Bind(int index, long value)
    {
        Check(raw.sqlite3_bind_int64(_statement, index, value));
        return this;
    }

    public SqliteStatement Bind(int index, string? value)
    {
        if (value is null)
        {
            Check(raw.sqlite3_bind_null(_statement, index));
            return this;
        }

        if (value.Length == 0)
        {
            // An empty span has no address, which SQLite would take for NULL.
            Check(raw.sqlite3_bind_text(_statement, index, value));
            return this;
        }

        byte[]? rented = null;
        var bytesMax = Encoding.UTF8.GetMaxByteCount(value.Length);
        var bytes = bytesMax <= StackBytesMax ? stackalloc byte[StackBytesMax] : (rented = ArrayPool<byte>.Shared.Rent(bytesMax));
        var length = Encoding.UTF8.GetBytes(value, bytes);
        Check(raw.sqlite3_bind_text(_statement, index, bytes[..length]));
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented);
        return this;
    }

    /// <summary>Moves to the next row; false when there is none, and then the statement is ready for its next use.</summary>
    public bool Step()
    {
        var code = raw.sqlite3_step(_statement);
        if (code == raw.SQLITE_ROW)
            return true;
        // After an error, reset repeats the error's code; it is thrown once, with the connection's message.
        var message = code == raw.SQLITE_DONE ? null : raw.sqlite3_errmsg(_connection).utf8_to_string();
        var extended = code == raw.SQLITE_DONE ? code : raw.sqlite3_extended_errcode(_connection);
        Reset();
        return code == raw.SQLITE_DONE ? false : throw new SqliteException(message, code, extended);
    }

    /// <summary>Executes a statement whose rows, if any, do not matter.</summary>
    /// <returns>The number of changed rows.</returns>
    public int Run()
    {
        while (Step())
        {
        }

        return Changes;
    }

    /// <summary>Executes a statement that returns at most one number.</summary>
    public long? RunForInt64()
    {
        if (!Step())
            return null;
        var value = Int64(0);
        // To the end, not only reset: a writing statement with RETURNING is finished by its last step.
        Run();
        return value;
    }

    public long Int64(int column) => raw.sqlite3_column_int64(_statement, column);

    public int Int32(int column) => raw.sqlite3_column_int(_statement, column);

    public string Text(int column) => Encoding.UTF8.GetString(raw.sqlite3_column_blob(_statement, column));

    public bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    /// <summary>Ends an execution before its last row.</summary>
    public void Reset() => raw.sqlite3_reset(_statement);

    public void Dispose() => _statement.Dispose();

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK)
            SqliteException.ThrowExceptionForRC(code, _connection);
    }
}
