using Microsoft.Extensions.Logging;
using Npgsql;

namespace PromptGrid.Ledger.Postgres;

/// <summary>
/// Tells other processes that this one has the ledger open, by an advisory lock that a connection of its own holds for as
/// long: many may share it, one may have it alone.
/// </summary>
/// <remarks>A connection that breaks lets go of the lock; it is taken again within <see cref="Period"/>. Through a pooler that
/// hands out connections per transaction nothing is told: such a pooler keeps no session's locks.</remarks>
internal sealed partial class PostgresPresence(string connectionString, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    // Any number will do as long as no one else uses it: this one spells PGALONE.
    private const long LockKey = 0x5047414C4F4E45;

    // Of its own, so that no pool is one smaller by it.
    private readonly string _connectionString = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString;
    private readonly CancellationTokenSource _leaving = new();
    private NpgsqlConnection? _connection;
    private Task _watch = Task.CompletedTask;

    /// <summary>Takes the lock.</summary>
    /// <exception cref="LedgerInUseException">Another process holds it in a way that leaves no room for this.</exception>
    public async Task EnterAsync(bool alone, CancellationToken cancellationToken)
    {
        if (!await TryTakeAsync(alone, cancellationToken))
        {
            throw new LedgerInUseException(alone
                ? "Another process has this ledger open: stop every server and silo on it first. A repair needs the ledger to itself."
                : "A repair has this ledger to itself; start again when it has ended.");
        }

        _watch = WatchAsync(alone);
    }

    public async ValueTask DisposeAsync()
    {
        await _leaving.CancelAsync();
        await _watch;
        await LetGoAsync();
        _leaving.Dispose();
    }

    private async Task<bool> TryTakeAsync(bool alone, CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(_connectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            await using var command = new NpgsqlCommand(alone ? "SELECT pg_try_advisory_lock($1)" : "SELECT pg_try_advisory_lock_shared($1)", connection) { Parameters = { new() { Value = LockKey } } };
            if (await command.ExecuteScalarAsync(cancellationToken) is true) _connection = connection;
            return _connection is not null;
        }
        finally
        {
            if (_connection is null) await connection.DisposeAsync();
        }
    }

    private async Task WatchAsync(bool alone)
    {
        using var timer = new PeriodicTimer(Period, time);
        var isTold = false;
        while (await NextAsync(timer))
        {
            try
            {
                if (_connection is null)
                {
                    var isTaken = await TryTakeAsync(alone, _leaving.Token);
                    if (!isTaken && !isTold) LogRefused();
                    isTold = !isTaken;
                    continue;
                }

                await using var command = new NpgsqlCommand("SELECT 1", _connection);
                await command.ExecuteScalarAsync(_leaving.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception failure) when (failure is NpgsqlException or IOException or TimeoutException or InvalidOperationException)
            {
                LogLost(failure);
                await LetGoAsync();
            }
        }
    }

    private async ValueTask<bool> NextAsync(PeriodicTimer timer)
    {
        try
        {
            return await timer.WaitForNextTickAsync(_leaving.Token);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task LetGoAsync()
    {
        if (_connection is not { } connection) return;
        _connection = null;
        await connection.DisposeAsync();
    }

    [LoggerMessage(EventIds.PresenceLost, LogLevel.Warning, "The connection that tells others that this process has the ledger open broke; another is made.")]
    private partial void LogLost(Exception failure);

    [LoggerMessage(EventIds.PresenceRefused, LogLevel.Error, "A repair has the ledger to itself while this process uses it: stop this process until it has ended.")]
    private partial void LogRefused();
}
