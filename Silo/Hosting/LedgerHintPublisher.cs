using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Runtime;
using Orleans.Streams;
using PromptGrid.Grains.Interfaces.Projections;
using PromptGrid.Ledger;

namespace PromptGrid.Silo.Hosting;

/// <summary>
/// Tells the projections that a partition has new events: one hint per partition however many commits happened since the
/// last. Losing hints loses nothing, because the pump asks each second.
/// </summary>
/// <remarks>The first commit after a pause is told at once; while commits go on, what is new is told once per
/// <see cref="Pace"/>: a projection that runs reads on by itself, and between silos each hint is several messages.</remarks>
public sealed partial class LedgerHintPublisher(IServiceProvider services, TimeProvider time, ILogger<LedgerHintPublisher> logger) : BackgroundService, ILedgerListener
{
    /// <summary>Shorter than what any projection waits between two batches.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);

    private readonly ConcurrentDictionary<int, long> _heads = new();
    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void OnCommitted(IReadOnlyList<LedgerEvent> events)
    {
        var head = events[^1].Position;
        _heads[head.Partition] = head.Sequence;
        _signal.Writer.TryWrite(true);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        var hints = ((IClusterClient)services.GetService(typeof(IClusterClient))!).GetStreamProvider(LedgerHints.Provider);
        await foreach (var _ in _signal.Reader.ReadAllAsync(stoppingToken))
        {
            foreach (var partition in _heads.Keys)
            {
                if (!_heads.TryRemove(partition, out var head)) continue;
                foreach (var projection in ProjectionNames.All)
                {
                    try
                    {
                        await hints.GetStream<long>(StreamId.Create(LedgerHints.Namespace, ProjectionKey.Format(projection, partition))).OnNextAsync(head);
                    }
                    catch (Exception e) when (e is not OperationCanceledException)
                    {
                        LogHintLost(e);
                    }
                }
            }

            await Task.Delay(Pace, time, stoppingToken);
        }
    }

    [LoggerMessage(6001, LogLevel.Debug, "A hint to a projection was lost; the poll covers it.")]
    private partial void LogHintLost(Exception exception);
}
