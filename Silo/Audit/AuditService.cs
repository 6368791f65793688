using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PromptGrid.Ledger;
using PromptGrid.Projections.Audit;

namespace PromptGrid.Silo.Audit;

/// <summary>Audits the grid, slowly and again and again, whenever it is this process's turn. Tells what it finds and mends
/// nothing.</summary>
internal sealed partial class AuditService(IServiceProvider services, IOptions<AuditOptions> options, AuditTurns turns, AuditMetrics metrics, TimeProvider time, ILogger<AuditService> logger)
    : BackgroundService
{
    /// <summary>A page takes this long at most, so that its rest does not come in lumps.</summary>
    private const int PagesPerSecond = 10;
    private const int PageSizeMax = 500;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Value.Enabled) return;
        await Task.Yield();
        var wait = options.Value.Interval;
        while (true)
        {
            await Task.Delay(wait, time, stoppingToken);
            try
            {
                wait = await turns.TryTakeAsync(options.Value.Interval, stoppingToken) is { } later ? later : await UseTurnAsync(stoppingToken);
                if (!turns.EndedLast) metrics.Forget();
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                LogPassFailed(e);
                wait = options.Value.Interval;
            }
        }
    }

    private async Task<TimeSpan> UseTurnAsync(CancellationToken cancellationToken)
    {
        using var turn = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var keeping = KeepTurnAsync(turn);
        AuditReport? report = null;
        try
        {
            report = await CheckAsync(turn.Token);
        }
        catch (OperationCanceledException)
        {
            // The process stops, or the turn was lost.
        }
        catch (Exception e)
        {
            LogPassFailed(e);
        }

        await turn.CancelAsync();
        await keeping;
        if (cancellationToken.IsCancellationRequested)
        {
            await turns.GiveBackAsync();
            cancellationToken.ThrowIfCancellationRequested();
        }

        if (!await turns.EndAsync(counts: report is not null, cancellationToken)) LogTurnLost();
        else if (report is not null) Tell(report);
        return options.Value.Interval;
    }

    /// <summary>Keeps the turn until it is cancelled, and cancels it when it is lost.</summary>
    private async Task KeepTurnAsync(CancellationTokenSource turn)
    {
        using var timer = new PeriodicTimer(AuditTurns.KeepPeriod, time);
        try
        {
            while (await timer.WaitForNextTickAsync(turn.Token))
            {
                if (!await turns.KeepAsync(CancellationToken.None)) break;
            }
        }
        catch (OperationCanceledException)
        {
            return;
        }
        catch (LedgerUnavailableException e)
        {
            // Whether it was written is not known, so whether the turn is still held is not either.
            LogPassFailed(e);
        }

        await turn.CancelAsync();
    }

    private async Task<AuditReport> CheckAsync(CancellationToken cancellationToken)
    {
        using var access = AuditAccess.Running(services);
        var told = 0L;
        return await AuditPass.CheckAsync(
            access.Stores,
            new AuditSettings
            {
                PageSize = Math.Clamp(options.Value.RowsPerSecond / PagesPerSecond, 1, PageSizeMax),
                RowsPerSecond = options.Value.RowsPerSecond,
                Progress = (_, rows) =>
                {
                    metrics.Looked(rows - told);
                    told = rows;
                },
            },
            time,
            cancellationToken);
    }

    private void Tell(AuditReport report)
    {
        metrics.Ended(report);
        if (report.Total > 0) LogDrift(report.Total, string.Join(", ", report.Counts.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => $"{c.Key} {c.Value}")));
        else LogClean(report.Rows, report.Duration);
    }

    [LoggerMessage(6010, LogLevel.Warning, "The audit found {Drifts} drifts ({Kinds}). Stop the server and run 'promptgrid db check --repair'.")]
    private partial void LogDrift(long drifts, string kinds);

    [LoggerMessage(6011, LogLevel.Debug, "The audit looked at {Rows} rows in {Duration} and found no drift.")]
    private partial void LogClean(long rows, TimeSpan duration);

    [LoggerMessage(6012, LogLevel.Warning, "The audit could not finish a pass; it tries again after its interval.")]
    private partial void LogPassFailed(Exception exception);

    [LoggerMessage(6013, LogLevel.Information, "Another process has taken the audit over; what this one found so far does not count.")]
    private partial void LogTurnLost();
}
