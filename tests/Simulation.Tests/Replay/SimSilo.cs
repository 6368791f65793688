using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Runtime;
using Orleans.Streams;
using PromptGrid.Domain.Common;
using PromptGrid.Embedded.Activations;
using PromptGrid.Embedded.Diagnostics;
using PromptGrid.Embedded.Hosting;
using PromptGrid.Embedded.Registration;
using PromptGrid.Embedded.Streams;
using PromptGrid.Grains.Interfaces;
using PromptGrid.Grains.Interfaces.Projections;
using PromptGrid.Grains.Projections;
using PromptGrid.Grains.Prompts;
using PromptGrid.Ledger;
using PromptGrid.Projections;
using PromptGrid.Projections.Feed;
using PromptGrid.Projections.Lineage;
using PromptGrid.Projections.Notifications;
using PromptGrid.Projections.Profiles;
using PromptGrid.Projections.Search;
using PromptGrid.Projections.Trending;

namespace PromptGrid.Simulation.Tests.Replay;

/// <summary>
/// One process that hosts grains: the product's grains on the product's runtime, the product's projections, this process's
/// way to the disk. Two at once share nothing but the disk, as two silos that cannot see each other do.
/// </summary>
internal sealed class SimSilo : IDisposable
{
    private static readonly TimeSpan PumpPeriod = TimeSpan.FromSeconds(1);

    private readonly SimServices _services = new();
    private readonly GrainRuntime _runtime;
    private readonly IStreamProvider _hints;
    private readonly LedgerTail _tail;

    public SimSilo(SimProcess process, SimDisk disk, SimFaults faults)
    {
        Process = process;
        Partitions = disk.Ledger.Partitions;
        var device = new SimDevice(process, faults);
        var ledger = _services.Add<ILedger>(new SimLedger(device, disk, OnCommitted));
        var reader = _services.Add<ILedgerReader>(new SimReader(device, disk.Ledger));
        var checkpoints = _services.Add<ICheckpoints>(new SimCheckpoints(device, disk.Ledger));
        var trending = _services.Add<ITrendingStore>(new SimTrendingStore(device, disk));
        var search = new SimSearchIndex(device, disk);
        _services.Add(process.Time);
        // Longer than a pause, shorter than a run: networks are remembered, forgotten and remembered again.
        _services.Add(Options.Create(new SecondAccountsOptions { Window = TimeSpan.FromSeconds(1) }));
        _services.Add(process.Turns);
        _services.Add<IIdGenerator>(new SimIds(process.Random, process.Time));
        _services.Add<ILogger<ProjectionGrain>>(NullLogger<ProjectionGrain>.Instance);
        _tail = _services.Add(new LedgerTail(reader));
        _services.Add(new CommitTraces());
        var metrics = _services.Add(new ProjectionMetrics(_services, process.Time));
        _services.Add<IEnumerable<StreamProviderName>>([new StreamProviderName(LedgerHints.Provider)]);
        _runtime = new GrainRuntime(
            _services, Options.Create(new EmbeddedGrainsOptions()), [new GrainAssembly(typeof(PromptGrain).Assembly)],
            process.Time, new EmbeddedMetrics(_services), NullLogger<GrainRuntime>.Instance);
        Grains = _runtime.GrainFactory;
        var hints = new EmbeddedStreamProvider(LedgerHints.Provider, _runtime);
        _services.AddKeyed(LedgerHints.Provider, hints);
        _services.AddKeyed<IStreamProvider>(LedgerHints.Provider, hints);
        _hints = hints;
        var lineage = new LineageProjection(Grains, checkpoints, process.Time);
        _services.Add<IEnumerable<IProjection>>(
        [
            new SearchProjection(search, reader, trending, new AuthorHandles(reader, process.Time)),
            new TrendingProjection(trending, reader, search, Grains, metrics, process.Time, NullLogger<TrendingProjection>.Instance),
            disk.Flaw == Flaw.LineageChecksInFirst ? new HastyProjection(lineage, checkpoints) : lineage,
            new ProfilesProjection(ledger, reader),
            new FeedProjection(new SimFeedStore(device, disk), reader, process.Time),
            new NotificationsProjection(new SimNotificationStore(device, disk), reader, Grains, process.Time),
        ]);
        _ = process.Run(PumpAsync);
    }

    public SimProcess Process { get; }

    public IGrainFactory Grains { get; }

    private int Partitions { get; }

    public void Dispose()
    {
        _runtime.Dispose();
        _services.Close();
    }

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
    private void OnCommitted(IReadOnlyList<LedgerEvent> events)
    {
        _tail.OnCommitted(events);
        var head = events[^1].Position;
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
