using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PromptGrid.Projections.Audit;

namespace PromptGrid.Silo.Audit;

/// <summary>Audits the running process, slowly and again and again. Tells what it finds and mends nothing.</summary>
internal sealed partial class AuditService(IServiceProvider services, IOptions<AuditOptions> options, AuditMetrics metrics, TimeProvider time, ILogger<AuditService> logger)
    : BackgroundService
{
    /// <summary>A page takes this long at most, so that its rest does not come in lumps.</summary>
    private const int PagesPerSecond = 10;
    private const int PageSizeMax = 500;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Value.Enabled) return;
        await Task.Yield();
        while (true)
        {
            await Task.Delay(options.Value.Interval, time, stoppingToken);
            try
            {
                await RunPassAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                LogPassFailed(e);
            }
        }
    }

    private async Task RunPassAsync(CancellationToken cancellationToken)
    {
        using var access = AuditAccess.Running(services);
        var told = 0L;
        var report = await AuditPass.CheckAsync(
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
}
