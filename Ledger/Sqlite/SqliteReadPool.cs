using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace PromptGrid.Ledger.Sqlite;

/// <summary>
/// A bounded number of reading connections, opened as they are needed. A read takes microseconds and runs on its caller's
/// thread; only when all connections are busy does it wait.
/// </summary>
internal sealed class SqliteReadPool(string path, int size) : IDisposable
{
    private readonly ConcurrentBag<SqliteSession> _idle = [];
    private readonly SemaphoreSlim _free = new(size);

    /// <summary>True: the file is opened so that nothing can write to it. Set before the first read.</summary>
    public bool IsReadOnly { get; set; }

    /// <summary>A connection of the pool's kind that is not the pool's; the caller disposes it.</summary>
    public SqliteSession OpenOne() => SqliteSession.OpenReader(path, IsReadOnly);

    /// <summary>Runs <paramref name="read"/> on one connection. Each statement sees everything committed before the call.</summary>
    /// <exception cref="LedgerUnavailableException">The database failed.</exception>
    public ValueTask<TResult> ReadAsync<TArgument, TResult>(
        TArgument argument, Func<SqliteSession, TArgument, TResult> read, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<TResult>(cancellationToken);
        if (!_free.Wait(0, CancellationToken.None))
            return WaitAndReadAsync(argument, read, cancellationToken);
        try
        {
            return ValueTask.FromResult(Read(argument, read));
        }
        catch (LedgerUnavailableException failure)
        {
            return ValueTask.FromException<TResult>(failure);
        }
    }

    public void Dispose()
    {
        while (_idle.TryTake(out var session))
            session.Dispose();
        _free.Dispose();
    }

    private async ValueTask<TResult> WaitAndReadAsync<TArgument, TResult>(
        TArgument argument, Func<SqliteSession, TArgument, TResult> read, CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken);
        return Read(argument, read);
    }

    private TResult Read<TArgument, TResult>(TArgument argument, Func<SqliteSession, TArgument, TResult> read)
    {
        SqliteSession? session = null;
        try
        {
            if (!_idle.TryTake(out session))
                session = OpenOne();
            var result = read(session, argument);
            _idle.Add(session);
            session = null;
            return result;
        }
        catch (SqliteException failure)
        {
            throw new LedgerUnavailableException("The ledger's database could not be read.", failure);
        }
        finally
        {
            // Only a session whose read failed is still here, and it may be in the middle of something.
            session?.Dispose();
            _free.Release();
        }
    }
}
