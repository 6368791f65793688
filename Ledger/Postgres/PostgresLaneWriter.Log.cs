using Microsoft.Extensions.Logging;

namespace PromptGrid.Ledger.Postgres;

internal sealed partial class PostgresLaneWriter
{
    [LoggerMessage(EventIds.BatchFailed, LogLevel.Error, "Lane {Lane}: a batch of {Sets} write sets failed.")]
    private partial void LogFailed(Exception failure, int lane, int sets);

    [LoggerMessage(EventIds.BatchRetried, LogLevel.Debug, "Lane {Lane}: attempt {Attempt} of a batch failed, trying again.")]
    private partial void LogRetrying(Exception failure, int lane, int attempt);

    [LoggerMessage(EventIds.BatchIsolated, LogLevel.Warning, "Lane {Lane}: a batch of {Sets} write sets is committed one by one, because one of them cannot be stored.")]
    private partial void LogIsolating(Exception failure, int lane, int sets);

    [LoggerMessage(EventIds.LaneDown, LogLevel.Error, "Lane {Lane}: the database cannot be reached; writes are refused until it can.")]
    private partial void LogDown(Exception failure, int lane);

    [LoggerMessage(EventIds.LaneUp, LogLevel.Information, "Lane {Lane}: the database is back.")]
    private partial void LogUp(int lane);

    [LoggerMessage(EventIds.LaneAlone, LogLevel.Warning, "Lane {Lane}: its second writer has no connection; the first works alone until it has.")]
    private partial void LogAlone(Exception failure, int lane);

    [LoggerMessage(EventIds.LaneStopped, LogLevel.Debug, "Writer {Writer} of lane {Lane} has stopped.")]
    private partial void LogStopped(int lane, int writer);

    [LoggerMessage(EventIds.DisconnectFailed, LogLevel.Debug, "Lane {Lane}: a broken connection could not be closed in order.")]
    private partial void LogDisconnectFailed(Exception failure, int lane);
}
