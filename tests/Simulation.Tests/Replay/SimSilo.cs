using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Runtime;
using Orleans.Streams;
using PromptGrid.Domain.Common;
using PromptGrid.Embedded.Activations;
using PromptGrid.Embedded.Hosting;
using PromptGrid.Grains.Interfaces;
using PromptGrid.Grains.Interfaces.Projections;
using PromptGrid.Grains.Prompts;
using PromptGrid.Ledger;
using PromptGrid.Projections;
using PromptGrid.Projections.Lineage;
using PromptGrid.Projections.Profiles;
using PromptGrid.Projections.Search;
using PromptGrid.Projections.Trending;
using PromptGrid.Search;

namespace PromptGrid.Simulation.Tests.Replay;

/// <summary>
/// One process that hosts grains: the product's grains on the product's runtime, the product's projections, this process's
/// way to the disk. Two at once share nothing but the disk, as two silos that cannot see each other do.
/// </summary>
internal sealed class SimSilo : IDisposable
{
    private static readonly TimeSpan PumpPeriod = TimeSpan.FromSeconds(1);

    private readonly ServiceProvider _services;
    private readonly IStreamProvider _hints;

    public SimSilo(SimProcess process, SimDisk disk, SimFaults faults)
    {
        Process = process;
        Partitions = disk.Ledger.Partitions;
        var device = new SimDevice(process, faults);
        var services = new ServiceCollection();
        services.AddSingleton(process.Time);
        services.AddSingleton(process.Turns);
        services.AddSingleton<IIdGenerator>(new SimIds(process.Random, process.Time));
        services.AddSingleton<ILedger>(new SimLedger(device, disk, OnCommitted));
        services.AddSingleton<ILedgerReader>(new SimReader(device, disk.Ledger));
        services.AddSingleton<ICheckpoints>(new SimCheckpoints(device, disk.Ledger));
        services.AddSingleton<ITrendingStore>(new SimTrendingStore(device, disk));
        services.AddSingleton<ISearchIndex>(new SimSearchIndex(device, disk));
        services.AddSingleton<AuthorHandles>();
        services.AddSingleton<LedgerTail>();
        services.AddSingleton<IProjection, SearchProjection>();
        services.AddSingleton<IProjection, TrendingProjection>();
        services.AddSingleton<LineageProjection>();
        services.AddSingleton<IProjection>(s => disk.Flaw == Flaw.LineageChecksInFirst
            ? new HastyProjection(s.GetRequiredService<LineageProjection>(), s.GetRequiredService<ICheckpoints>())
            : s.GetRequiredService<LineageProjection>());
        services.AddSingleton<IProjection, ProfilesProjection>();
        services.AddEmbeddedGrains().AddGrains(typeof(PromptGrain).Assembly).AddMemoryStreams(LedgerHints.Provider);
        _services = services.BuildServiceProvider();
        Grains = _services.GetRequiredService<IGrainFactory>();
        _hints = _services.GetRequiredService<IClusterClient>().GetStreamProvider(LedgerHints.Provider);
        _ = process.Run(PumpAsync);
    }

    public SimProcess Process { get; }

    public IGrainFactory Grains { get; }

    private int Partitions { get; }

    public void Dispose() => _services.Dispose();

    // As the host's pump does: whatever hint was lost, each second somebody looks.
    private async Task PumpAsync()
    {
        while (true)
        {
            for (var partition = 0; partition < Partitions; partition++)
            {
                foreach (var projection in ProjectionNames.All) await Grains.Projection(projection, partition).WakeAsync();
            }

            await Task.Delay(PumpPeriod, Process.Time);
        }
    }

    // A hint may be lost or late.
    private void OnCommitted(LedgerPosition head)
    {
        if (Process.Random.Next(4) == 0) return;
        Process.Time.CreateTimer(_ => Hint(head), null, TimeSpan.FromMilliseconds(Process.Random.Next(30)), Timeout.InfiniteTimeSpan);
    }

    private void Hint(LedgerPosition head)
    {
        foreach (var projection in ProjectionNames.All)
            _ = _hints.GetStream<long>(StreamId.Create(LedgerHints.Namespace, ProjectionKey.Format(projection, head.Partition))).OnNextAsync(head.Sequence);
    }

    /// <summary>Saves the checkpoint before the work.</summary>
    private sealed class HastyProjection(IProjection inner, ICheckpoints checkpoints) : IProjection
    {
        public string Name => inner.Name;

        public TimeSpan Pace => inner.Pace;

        public TimeSpan PaceWhenBusy => inner.PaceWhenBusy;

        public int BatchSizeMax => inner.BatchSizeMax;

        public ValueTask<long> ReadCheckpointAsync(int partition, CancellationToken cancellationToken) => inner.ReadCheckpointAsync(partition, cancellationToken);

        public async ValueTask HandleAsync(int partition, IReadOnlyList<LedgerEvent> events, CancellationToken cancellationToken)
        {
            await checkpoints.WriteAsync(Name, partition, events[^1].Position.Sequence, cancellationToken: cancellationToken);
            await inner.HandleAsync(partition, events, cancellationToken);
        }

        public ValueTask SkipAsync(LedgerPosition position, CancellationToken cancellationToken) => inner.SkipAsync(position, cancellationToken);
    }
}
