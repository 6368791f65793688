using System.Data;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace PromptGrid.Ledger.Postgres;

/// <summary>
/// Tells other processes that this one has the ledger open, by an advisory lock that a transaction of its own holds for as
/// long: many may share it, one may have it alone.
/// </summary>
/// <remarks>The lock ends with its transaction, and so with the connection. Of a host that went without a word the server
/// learns within half a minute by the keepalives that are asked for here; behind a pooler, by the pooler's. A transaction
/// keeps its connection, so that poolers that hand out connections per transaction keep the lock, too. It has no snapshot
/// while it waits, and holds back no vacuum. A shared lock that was lost is taken again within <see cref="Period"/>; one
/// that was had alone is not, because somebody may have come in since.</remarks>
internal sealed partial class PostgresPresence(string connectionString, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    // In seconds. With the period less than what the server takes to give a silent host's lock away: a repair stops first.
    private const int AnswerWithin = 10;

    // Any number will do as long as no one else uses it: this one spells PGALONE.
    private const long LockKey = 0x5047414C4F4E45;

    // Until the transaction ends. A server has not every one of them (transaction_timeout is new in 17), and over a Unix
    // socket those of TCP do nothing.
    private const string Settings = """
        SELECT set_config(name, value, true)
        FROM pg_settings JOIN (VALUES
            ('idle_in_transaction_session_timeout', '0'), ('transaction_timeout', '0'), ('statement_timeout', '0'),
            ('tcp_keepalives_idle', '15'), ('tcp_keepalives_interval', '5'), ('tcp_keepalives_count', '3'), ('tcp_user_timeout', '30000')
        ) AS wanted (name, value) USING (name)
        """;

    // Of its own, so that no pool is one smaller by it.
    private readonly string _connectionString = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString;
    private readonly CancellationTokenSource _leaving = new();
    private readonly CancellationTokenSource _aloneLost = new();
    private NpgsqlConnection? _connection;
    private NpgsqlTransaction? _transaction;
    private Task _watch = Task.CompletedTask;

    /// <summary>Cancelled when others may come in although the lock was had alone.</summary>
    public CancellationToken AloneLost => _aloneLost.Token;

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
        // Whoever comes next need not wait until the server has noticed.
        if (_transaction is not null) await _transaction.DisposeAsync();
        await LetGoAsync();
        _leaving.Dispose();
        _aloneLost.Dispose();
    }

    private async Task<bool> TryTakeAsync(bool alone, CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(_connectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            // Each statement with a snapshot of its own, whatever the database's default is.
            var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
            await using var settings = new NpgsqlCommand(Settings, connection, transaction);
            await settings.ExecuteNonQueryAsync(cancellationToken);
            await using var command = new NpgsqlCommand(alone ? "SELECT pg_try_advisory_xact_lock($1)" : "SELECT pg_try_advisory_xact_lock_shared($1)", connection, transaction) { Parameters = { new() { Value = LockKey } } };
            if (await command.ExecuteScalarAsync(cancellationToken) is not true) return false;
            await AskAsync(connection, transaction, cancellationToken);
            (_connection, _transaction) = (connection, transaction);
            return true;
        }
        finally
        {
            if (_connection is null) await connection.DisposeAsync();
        }
    }

    // Not a SELECT: its portal, and with it its snapshot, would stay until the next statement.
    private static async Task AskAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SHOW transaction_isolation", connection, transaction) { CommandTimeout = AnswerWithin };
        await command.ExecuteScalarAsync(cancellationToken);
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

                await AskAsync(_connection, _transaction, _leaving.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception failure) when (failure is NpgsqlException or IOException or TimeoutException or InvalidOperationException)
            {
                if (alone)
                {
                    LogAloneLost(failure);
                    await _aloneLost.CancelAsync();
                    await LetGoAsync();
                    return;
                }

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
        (_connection, _transaction) = (null, null);
        await connection.DisposeAsync();
    }

    [LoggerMessage(EventIds.PresenceLost, LogLevel.Warning, "The connection that tells others that this process has the ledger open broke; another is made.")]
    private partial void LogLost(Exception failure);

    [LoggerMessage(EventIds.PresenceAloneLost, LogLevel.Error, "The connection that kept others out of the ledger broke: servers may start, so the repair stops.")]
    private partial void LogAloneLost(Exception failure);

    [LoggerMessage(EventIds.PresenceRefused, LogLevel.Error, "A repair has the ledger to itself while this process uses it: stop this process until it has ended.")]
    private partial void LogRefused();
}
