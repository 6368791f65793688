using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans;
using PromptGrid.Domain.Users;
using PromptGrid.Grains.Interfaces;
using PromptGrid.Ledger;

namespace PromptGrid.Silo.Hosting;

/// <summary>Wakes the erasure of every deleted account of which something is left, so that none is forgotten by a crash.</summary>
public sealed partial class ErasurePump(IGrainFactory grains, ILedgerReader reader, TimeProvider time, ILogger<ErasurePump> logger) : BackgroundService
{
    private const int PendingMax = 1_000;

    /// <summary>Accounts that are woken at once, at most: a deletion wakes its own erasure, this is for those that a crash left.</summary>
    private const int AtOnceMax = 16;

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        using var timer = new PeriodicTimer(Period, time);
        var turn = 0;
        do
        {
            try
            {
                var pending = await reader.ListEdgesToAsync(UserErasureDocument.EdgeKind, UserErasureDocument.Pending, null, PendingMax, stoppingToken);
                // In turns, so that some that cannot be finished do not keep the others waiting.
                turn = pending.Count == 0 ? 0 : turn % pending.Count;
                foreach (var account in pending.Concat(pending).Skip(turn).Take(Math.Min(AtOnceMax, pending.Count))) await grains.AccountErasure(account.Source).WakeAsync();
                turn += AtOnceMax;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                LogWakeFailed(e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(6005, LogLevel.Warning, "Waking the erasure of deleted accounts failed; the next second tries again.")]
    private partial void LogWakeFailed(Exception exception);
}
