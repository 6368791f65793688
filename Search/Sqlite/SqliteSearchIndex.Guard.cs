using PromptGrid.Search.Sqlite.Storage;
using SQLitePCL;

namespace PromptGrid.Search.Sqlite;

public sealed partial class SqliteSearchIndex
{
    /// <summary>Runs a query on a connection of its own, on one snapshot of the index.</summary>
    private async ValueTask<T> ReadAsync<T>(string operation, Func<IndexFile, SqliteDatabase, Deadline, T> read, CancellationToken cancellationToken)
    {
        var deadline = new Deadline(_time, _options.QueryTimeout, cancellationToken);
        var outcome = "failed";
        try
        {
            var file = await GuardAsync(operation, () => _folder.UseAsync(_options.QueryTimeout, cancellationToken), cancellationToken);
            try
            {
                var answer = await GuardAsync(operation, () => ReadAsync(file, read, deadline, cancellationToken), cancellationToken, file);
                outcome = "ok";
                return answer;
            }
            finally
            {
                file.EndUse();
            }
        }
        finally
        {
            _metrics.Queried(operation, outcome, deadline.Elapsed);
        }
    }

    private async ValueTask<T> ReadAsync<T>(IndexFile file, Func<IndexFile, SqliteDatabase, Deadline, T> read, Deadline deadline, CancellationToken cancellationToken)
    {
        var reader = await file.Readers.RentAsync(_options.QueryTimeout, cancellationToken);
        try
        {
            reader.Deadline = deadline;
            reader.Statement("BEGIN").Run();
            try
            {
                return read(file, reader, deadline);
            }
            finally
            {
                reader.EndTransaction();
            }
        }
        finally
        {
            file.Readers.Return(reader);
        }
    }

    /// <summary>Turns whatever the disk or the clock did into the one exception that callers know.</summary>
    private async ValueTask<T> GuardAsync<T>(string operation, Func<ValueTask<T>> work, CancellationToken cancellationToken, IndexFile? file = null)
    {
        try
        {
            return await work();
        }
        catch (SqliteFault fault) when (fault.Code == raw.SQLITE_INTERRUPT)
        {
            cancellationToken.ThrowIfCancellationRequested();
            LogQueryTimedOut(_logger, operation);
            throw new SearchUnavailableException("The query took too long.", fault);
        }
        catch (TimeoutException timeout)
        {
            LogQueryTimedOut(_logger, operation);
            throw new SearchUnavailableException("The query took too long.", timeout);
        }
        catch (SqliteFault fault)
        {
            if (file is not null)
            {
                file.IsUnusable |= fault.FileIsBroken;
                // A full or busy disk harms nothing that is there; anything else is answered by opening the file again.
                file.IsBroken |= fault.Code is not (raw.SQLITE_FULL or raw.SQLITE_BUSY);
            }

            LogIndexFailed(_logger, operation, fault.Code, fault);
            throw new SearchUnavailableException("The search index cannot be used now.", fault);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            LogIndexFailed(_logger, operation, 0, failure);
            throw new SearchUnavailableException("The search index cannot be opened now.", failure);
        }
    }
}
