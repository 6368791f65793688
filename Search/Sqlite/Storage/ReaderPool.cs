using System.Collections.Concurrent;

namespace PromptGrid.Search.Sqlite.Storage;

/// <summary>A bounded set of read-only connections to one index file.</summary>
internal sealed class ReaderPool(string path, int size) : IDisposable
{
    private readonly ConcurrentBag<SqliteDatabase> _idle = [];
    private readonly SemaphoreSlim _free = new(size);

    /// <summary>Takes a connection, waiting for one no longer than <paramref name="patience"/>.</summary>
    public async ValueTask<SqliteDatabase> RentAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        if (!await _free.WaitAsync(patience, cancellationToken))
            throw new TimeoutException("Too many queries are at work.");
        if (_idle.TryTake(out var reader))
            return reader;
        try
        {
            return Open();
        }
        catch
        {
            _free.Release();
            throw;
        }
    }

    public void Return(SqliteDatabase reader)
    {
        reader.Deadline = null;
        if (reader.IsSuspect)
            reader.Dispose();
        else
            _idle.Add(reader);
        _free.Release();
    }

    /// <summary>Closes the idle connections. Called when nobody holds one.</summary>
    public void Dispose()
    {
        while (_idle.TryTake(out var reader))
            reader.Dispose();
        _free.Dispose();
    }

    private SqliteDatabase Open()
    {
        var reader = new SqliteDatabase(path, readOnly: true);
        try
        {
            reader.Execute("PRAGMA query_only = 1");
            reader.Execute("PRAGMA cache_size = -16384");
            // Not mapped into memory: a page that the disk cannot give, or that a file cut short no longer has, would end the
            // program where a read fails one query.
            reader.Execute("PRAGMA mmap_size = 0");
            reader.Execute("PRAGMA temp_store = MEMORY");
            return reader;
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }
}
