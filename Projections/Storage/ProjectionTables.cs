using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;
using PromptGrid.Ledger;
using SQLitePCL;

namespace PromptGrid.Projections.Storage;

/// <summary>Where a projection keeps tables of its own: a file of SQLite, or the ledger's PostgreSQL.</summary>
/// <param name="open">Opens a connection; the caller disposes it.</param>
/// <param name="isPostgres">What the two databases do not say alike.</param>
public sealed class ProjectionTables(Func<CancellationToken, ValueTask<DbConnection>> open, bool isPostgres)
{
    public bool IsPostgres => isPostgres;

    /// <summary>How a column of text says that it compares byte by byte.</summary>
    public string Text => isPostgres ? "TEXT COLLATE \"C\"" : "TEXT";

    /// <summary>Runs a schema whose statements change nothing the second time.</summary>
    /// <param name="lockKey">A number that no other schema has.</param>
    public ValueTask InitializeAsync(string schema, long lockKey, CancellationToken cancellationToken) => WriteAsync(
        async (connection, transaction) =>
        {
            if (isPostgres) await ServerSchema.ApplyAsync(connection, transaction, schema, lockKey, cancellationToken);
            else await connection.ExecuteAsync(schema, transaction: transaction);
            return true;
        },
        cancellationToken);

    /// <summary>Reads on one connection.</summary>
    /// <exception cref="LedgerUnavailableException">The database failed.</exception>
    public async ValueTask<T> ReadAsync<T>(Func<DbConnection, Task<T>> read, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await open(cancellationToken);
            return await read(connection);
        }
        catch (DbException failure) when (!IsWrongData(failure))
        {
            throw Unavailable(failure);
        }
    }

    /// <summary>Writes in one transaction, which is committed when <paramref name="write"/> says true.</summary>
    /// <exception cref="LedgerUnavailableException">The database failed; nothing is known to be written.</exception>
    public async ValueTask WriteAsync(Func<DbConnection, DbTransaction, Task<bool>> write, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await open(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            if (await write(connection, transaction)) await transaction.CommitAsync(cancellationToken);
        }
        catch (DbException failure) when (!IsWrongData(failure))
        {
            throw Unavailable(failure);
        }
    }

    /// <summary>Moves a checkpoint, if it still is where the writer thinks it is.</summary>
    /// <param name="table">The name of a table with the columns <c>partition_id</c> and <c>sequence</c>; never from outside.</param>
    /// <exception cref="LedgerUnavailableException">Another runner moved it: reading on from there is right, writing again is
    /// not.</exception>
    public async Task MoveCheckpointAsync(DbConnection connection, DbTransaction transaction, string table, CheckpointMove move)
    {
        // What a crash of the server takes from here is read from the ledger again: the checkpoint goes with it.
        if (isPostgres) await connection.ExecuteAsync("SET LOCAL synchronous_commit = off", transaction: transaction);
        var moved = move.From == 0
            ? await connection.ExecuteAsync(
                $"INSERT INTO {table} (partition_id, sequence) VALUES (@Partition, @To) ON CONFLICT (partition_id) DO UPDATE SET sequence = @To WHERE {table}.sequence = 0", move, transaction)
            : await connection.ExecuteAsync($"UPDATE {table} SET sequence = @To WHERE partition_id = @Partition AND sequence = @From", move, transaction);
        if (moved == 0) throw new LedgerUnavailableException("A projection's checkpoint moved under its runner.");
    }

    /// <summary>The checkpoint of each partition that has one.</summary>
    public ValueTask<IReadOnlyDictionary<int, long>> ReadCheckpointsAsync(string table, CancellationToken cancellationToken) => ReadAsync<IReadOnlyDictionary<int, long>>(
        async connection => (await connection.QueryAsync<(int Partition, long Sequence)>(new CommandDefinition($"SELECT partition_id, sequence FROM {table}", cancellationToken: cancellationToken)))
            .ToDictionary(c => c.Partition, c => c.Sequence),
        cancellationToken);

    /// <summary>The same for an audit, which may find tables that were never made: then there are none.</summary>
    public async ValueTask<IReadOnlyDictionary<int, long>> AuditCheckpointsAsync(string table, CancellationToken cancellationToken) =>
        await ExistsAsync(table, cancellationToken) ? await ReadCheckpointsAsync(table, cancellationToken) : System.Collections.Immutable.ImmutableDictionary<int, long>.Empty;

    /// <summary>Whether a table was ever made.</summary>
    public async ValueTask<bool> ExistsAsync(string table, CancellationToken cancellationToken) => await ReadAsync(
        connection => connection.ExecuteScalarAsync<long>(isPostgres ? "SELECT count(*) FROM pg_tables WHERE tablename = @table" : "SELECT count(*) FROM sqlite_master WHERE name = @table", new { table }), cancellationToken) > 0;

    /// <summary>Moves a checkpoint to where a repair says that the rows are.</summary>
    public ValueTask ResetCheckpointAsync(string table, int partition, long sequence, CancellationToken cancellationToken) => WriteAsync(
        async (connection, transaction) =>
        {
            await connection.ExecuteAsync($"UPDATE {table} SET sequence = @sequence WHERE partition_id = @partition", new { partition, sequence }, transaction);
            return true;
        },
        cancellationToken);

    /// <summary>The table of checkpoints that <see cref="MoveCheckpointAsync"/> writes.</summary>
    public static string CheckpointsSchema(string table) =>
        $"CREATE TABLE IF NOT EXISTS {table} (partition_id INTEGER PRIMARY KEY, sequence BIGINT NOT NULL);";

    // To its users the store is part of the ledger: away is away. What the database calls wrong data stays a bug of ours.
    private static LedgerUnavailableException Unavailable(DbException failure) => new("The store of a projection failed.", failure);

    private static bool IsWrongData(DbException failure) => failure is SqliteException file
        ? file.SqliteErrorCode is raw.SQLITE_CONSTRAINT or raw.SQLITE_MISMATCH or raw.SQLITE_TOOBIG
        : failure.SqlState is { Length: 5 } state && state[..2] is "22" or "23" or "42";
}

/// <summary>A step of a projection on one partition.</summary>
/// <param name="From">Where the stored checkpoint must be.</param>
public sealed record CheckpointMove(int Partition, long From, long To);
