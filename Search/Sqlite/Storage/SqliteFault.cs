using SQLitePCL;

namespace PromptGrid.Search.Sqlite.Storage;

/// <summary>SQLite answered with an error code.</summary>
/// <remarks>The message carries the code only: SQLite's own text may quote what was searched for.</remarks>
internal sealed class SqliteFault(int code) : Exception($"SQLite error {code} ({raw.sqlite3_errstr(code).utf8_to_string()}).")
{
    /// <summary>The primary result code.</summary>
    public int Code { get; } = code & 0xff;

    /// <summary>True when the file itself is not usable any more, so that trying again cannot help.</summary>
    public bool FileIsBroken => Code is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB or raw.SQLITE_FORMAT;
}
