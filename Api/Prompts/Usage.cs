using System.Collections.Concurrent;
using PromptGrid.Grains.Interfaces;
using PromptGrid.Grains.Interfaces.Prompts;
using PromptGrid.Ledger;

namespace PromptGrid.Api.Prompts;

/// <summary>
/// Counts views and copies on this node and hands them to the prompts every <see cref="Period"/>. What was not handed over
/// when the process dies is lost: these counters are signals, not accounts.
/// </summary>
public sealed partial class Usage(IGrainFactory grains, ILedger ledger, TimeProvider time, ILogger<Usage> logger) : BackgroundService
{
    /// <summary>The most a crash can lose.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(2);

    private const int PromptsMax = 100_000;

    private ConcurrentDictionary<string, Counter> _counters = new(StringComparer.Ordinal);

    public void Viewed(string promptId)
    {
        if (Of(promptId) is { } counter) Interlocked.Increment(ref counter.Views);
    }

    /// <summary>Counts a copy, unless its operation was told before.</summary>
    /// <param name="counts">Whether it is one to count; if not, its operation alone is remembered.</param>
    /// <returns>False when it was told before.</returns>
    public async ValueTask<Result<bool>> CopiedAsync(string promptId, OperationStamp? operation, bool counts)
    {
        if (operation is not null)
        {
            var outcome = await ledger.CommitAsync(new WriteSet { Entity = promptId, Operation = new Operation(operation.Id, operation.Fingerprint, "") });
            if (outcome is CommitOutcome.AlreadyDone) return false;
            if (outcome is CommitOutcome.OperationMismatch) return new Failure(FailureCode.Conflict, "This Idempotency-Key was used for another request.");
            if (outcome is not CommitOutcome.Committed) return new Failure(FailureCode.Overloaded, "Too many writes are waiting; try again soon.");
        }

        if (counts && Of(promptId) is { } counter) Interlocked.Increment(ref counter.Copies);
        return true;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) await FlushAsync();
        }
        catch (OperationCanceledException)
        {
            await FlushAsync();
        }
    }

    private Counter? Of(string promptId)
    {
        var counters = _counters;
        if (counters.TryGetValue(promptId, out var counter)) return counter;
        return counters.Count >= PromptsMax ? null : counters.GetOrAdd(promptId, _ => new Counter());
    }

    private async Task FlushAsync()
    {
        var counters = Interlocked.Exchange(ref _counters, new ConcurrentDictionary<string, Counter>(StringComparer.Ordinal));
        foreach (var batch in counters.Chunk(256))
        {
            try
            {
                await Task.WhenAll(batch.Select(c => grains.Prompt(c.Key).RecordUseAsync(Volatile.Read(ref c.Value.Views), Volatile.Read(ref c.Value.Copies), 0)));
            }
            catch (Exception e)
            {
                LogLost(e);
            }
        }
    }

    [LoggerMessage(EventIds.UsageLost, LogLevel.Warning, "Some view and copy counts could not be handed over and are lost.")]
    private partial void LogLost(Exception exception);

    private sealed class Counter
    {
        public long Views;
        public long Copies;
    }
}
