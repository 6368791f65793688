using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans;
using PromptGrid.Grains.Interfaces;
using PromptGrid.Grains.Interfaces.Projections;
using PromptGrid.Ledger;

namespace PromptGrid.Silo.Hosting;

/// <summary>Wakes every projection each second, so that none sleeps through a lost hint or a restart.</summary>
public sealed partial class ProjectionPump(IGrainFactory grains, ILedgerReader reader, TimeProvider time, ILogger<ProjectionPump> logger) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        using var timer = new PeriodicTimer(Period, time);
        do
        {
            try
            {
                for (var partition = 0; partition < reader.PartitionCount; partition++)
                {
                    foreach (var projection in ProjectionNames.All) await grains.Projection(projection, partition).WakeAsync();
                }
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                LogWakeFailed(e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(6002, LogLevel.Warning, "Waking the projections failed; the next second tries again.")]
    private partial void LogWakeFailed(Exception exception);
}
