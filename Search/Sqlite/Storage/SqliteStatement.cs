using System.Buffers;
using System.Text;
using SQLitePCL;

namespace PromptGrid.Search.Sqlite.Storage;

/// <summary>A prepared statement. Owned by its connection and used by one thread at a time.</summary>
/// <remarks>Why not ADO.NET here: a query reads ten thousand row ids and an import binds a hundred thousand values a
/// second; without boxing, per-column checks and parameter objects both take about half the time.</remarks>
internal sealed class SqliteStatement(SqliteDatabase database, sqlite3_stmt handle) : IDisposable
{
    public SqliteStatement Bind(int index, long value) => Checked(raw.sqlite3_bind_int64(handle, index, value));

    public SqliteStatement Bind(int index, double value) => Checked(raw.sqlite3_bind_double(handle, index, value));

    /// <summary>Binds text; null becomes NULL.</summary>
    public SqliteStatement Bind(int index, string? value) =>
        value is null ? Checked(raw.sqlite3_bind_null(handle, index)) : BindText(index, value);

    public SqliteStatement BindText(int index, ReadOnlySpan<char> value)
    {
        // An empty span has no address, and SQLite takes a null pointer for NULL.
        if (value.IsEmpty)
            return Checked(raw.sqlite3_bind_text(handle, index, ""));
        var buffer = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(value.Length));
        var count = Encoding.UTF8.GetBytes(value, buffer);
        var code = raw.sqlite3_bind_text(handle, index, buffer.AsSpan(0, count));
        ArrayPool<byte>.Shared.Return(buffer);
        return Checked(code);
    }

    public SqliteStatement BindUtf8(int index, ReadOnlySpan<byte> value) =>
        Checked(value.IsEmpty ? raw.sqlite3_bind_text(handle, index, "") : raw.sqlite3_bind_text(handle, index, value));

    public SqliteStatement BindBlob(int index, ReadOnlySpan<byte> value) =>
        Checked(value.IsEmpty ? raw.sqlite3_bind_zeroblob(handle, index, 0) : raw.sqlite3_bind_blob(handle, index, value));

    /// <summary>Moves to the next row; false at the end.</summary>
    public bool Step()
    {
        var code = raw.sqlite3_step(handle);
        if (code == raw.SQLITE_ROW)
            return true;
        if (code == raw.SQLITE_DONE)
            return false;
        throw database.Fault(code);
    }

    /// <summary>Runs a statement that answers nothing, and makes it ready for the next values.</summary>
    public void Run()
    {
        try
        {
            while (Step())
            {
            }
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>The first column of the first row, or null without one; the statement is ready again.</summary>
    public long? Scalar()
    {
        try
        {
            return Step() ? Int64(0) : null;
        }
        finally
        {
            Reset();
        }
    }

    public long Int64(int column) => raw.sqlite3_column_int64(handle, column);

    public int Int32(int column) => raw.sqlite3_column_int(handle, column);

    public double Double(int column) => raw.sqlite3_column_double(handle, column);

    public bool IsNull(int column) => raw.sqlite3_column_type(handle, column) == raw.SQLITE_NULL;

    /// <summary>Reads by length, not up to a NUL, so that what was written is what is read.</summary>
    public string Text(int column) => Encoding.UTF8.GetString(raw.sqlite3_column_blob(handle, column));

    public ReadOnlySpan<byte> Blob(int column) => raw.sqlite3_column_blob(handle, column);

    // The code of a failed step is repeated by reset; it was thrown already.
    public void Reset() => raw.sqlite3_reset(handle);

    public void Dispose() => handle.Dispose();

    private SqliteStatement Checked(int code) => code == raw.SQLITE_OK ? this : throw database.Fault(code);
}
