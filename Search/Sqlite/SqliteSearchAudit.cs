using PromptGrid.Search.Sqlite.Storage;

namespace PromptGrid.Search.Sqlite;

/// <summary>Looks at an index file while nobody has it open: nothing is made, rebuilt or written. Not for two threads at
/// once.</summary>
public sealed class SqliteSearchAudit : ISearchAudit, IDisposable
{
    private readonly SqliteDatabase? _database;

    private SqliteSearchAudit(SqliteDatabase? database) => _database = database;

    /// <summary>Opens the live file of the index at <paramref name="path"/> (see <see cref="SearchOptions.Path"/>). Where there
    /// is none that this program could use, the index counts as empty, which it will be when it is opened.</summary>
    /// <exception cref="SearchUnavailableException">The file cannot be read.</exception>
    public static SqliteSearchAudit Open(string path)
    {
        foreach (var file in IndexFolder.FilesOf(path).OrderByDescending(f => f.Number))
        {
            if (TryOpen(file.Path) is { } database)
                return new SqliteSearchAudit(database);
        }

        return new SqliteSearchAudit(null);
    }

    /// <inheritdoc/>
    public ValueTask<SearchAuditPage> ScanAsync(string? afterId, int limit, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_database is null)
            return ValueTask.FromResult(new SearchAuditPage(new Dictionary<int, long>(), []));
        try
        {
            _database.Statement("BEGIN").Run();
            try
            {
                return ValueTask.FromResult(AuditReader.Scan(_database, afterId, limit));
            }
            finally
            {
                _database.EndTransaction();
            }
        }
        catch (SqliteFault fault)
        {
            throw new SearchUnavailableException("The search index cannot be read.", fault);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _database?.Dispose();

    private static SqliteDatabase? TryOpen(string path)
    {
        SqliteDatabase? database = null;
        try
        {
            database = new SqliteDatabase(path, readOnly: true);
            if (IndexFile.IsLive(database))
                return database;
        }
        catch (SqliteFault fault) when (fault.FileIsBroken)
        {
            // As when it is opened to be used: a damaged file is no index.
        }
        catch (SqliteFault fault)
        {
            database?.Dispose();
            throw new SearchUnavailableException("The search index cannot be read.", fault);
        }

        database?.Dispose();
        return null;
    }
}
