using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace PromptGrid.Projections;

/// <summary>What projections measure, under the meter <c>PromptGrid.Projections</c>. Thread-safe.</summary>
public sealed class ProjectionMetrics
{
    public const string MeterName = "PromptGrid.Projections";

    private static readonly double[] SecondsBounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
    private static readonly int[] SizeBounds = [1, 4, 16, 64, 256, 1024, 4096];

    private readonly ConcurrentDictionary<(string Projection, int Partition), ProjectionProgress> _progress = new();
    private readonly TimeProvider _time;
    private readonly Histogram<int> _batchSize;
    private readonly Histogram<double> _batchDuration;
    private readonly Histogram<double> _staleness;
    private readonly Counter<long> _failures;
    private readonly Counter<long> _deadLetters;

    public ProjectionMetrics(IMeterFactory meters, TimeProvider time)
    {
        _time = time;
        var meter = meters.Create(MeterName);
        var seconds = new InstrumentAdvice<double> { HistogramBucketBoundaries = SecondsBounds };
        _batchSize = meter.CreateHistogram("promptgrid.projections.batch.size", "{event}", "Events handled together", null, new InstrumentAdvice<int> { HistogramBucketBoundaries = SizeBounds });
        _batchDuration = meter.CreateHistogram("promptgrid.projections.batch.duration", "s", "Time to handle a batch and to move its checkpoint", null, seconds);
        _failures = meter.CreateCounter<long>("promptgrid.projections.failures", "{failure}", "Batches that failed and are tried again");
        _deadLetters = meter.CreateCounter<long>("promptgrid.projections.dead_letters", "{event}", "Events put aside because handling them failed again and again");
        _staleness = meter.CreateHistogram("promptgrid.boards.staleness", "s", "From the commit of a signal to the watched boards that show it", null, seconds);
        meter.CreateObservableGauge("promptgrid.projections.lag", () => Sum(static (progress, _) => progress.EventsBehind), "{event}", "Committed events that a projection has not handled");
        meter.CreateObservableGauge("promptgrid.projections.lag.duration", () => Worst(static (progress, now) => progress.Behind(now).TotalSeconds), "s", "For how long the oldest event that a projection has not handled has been waiting");
    }

    /// <summary>A runner begins here: how far it is counts from now on.</summary>
    public ProjectionProgress Begin(string projection, int partition) => _progress[(projection, partition)] = new ProjectionProgress();

    /// <summary>A runner ends here. What it had not handled is its successor's, perhaps on another process.</summary>
    public void End(string projection, int partition, ProjectionProgress progress) => _progress.TryRemove(new((projection, partition), progress));

    public void Handled(string projection, int events, TimeSpan duration)
    {
        var tag = Tag(projection);
        _batchSize.Record(events, tag);
        _batchDuration.Record(duration.TotalSeconds, tag);
    }

    public void Failed(string projection) => _failures.Add(1, Tag(projection));

    public void PutAside(string projection) => _deadLetters.Add(1, Tag(projection));

    /// <summary>Boards that somebody watches were just told of signals, the oldest of which was committed at this time.</summary>
    public void ToldBoards(DateTimeOffset oldest) => _staleness.Record(Math.Max(0, (_time.GetUtcNow() - oldest).TotalSeconds));

    private static KeyValuePair<string, object?> Tag(string projection) => new("projection", projection);

    private IEnumerable<Measurement<long>> Sum(Func<ProjectionProgress, DateTimeOffset, long> value)
    {
        var now = _time.GetUtcNow();
        return _progress.GroupBy(p => p.Key.Projection).Select(g => new Measurement<long>(g.Sum(p => value(p.Value, now)), Tag(g.Key)));
    }

    private IEnumerable<Measurement<double>> Worst(Func<ProjectionProgress, DateTimeOffset, double> value)
    {
        var now = _time.GetUtcNow();
        return _progress.GroupBy(p => p.Key.Projection).Select(g => new Measurement<double>(g.Max(p => value(p.Value, now)), Tag(g.Key)));
    }
}
