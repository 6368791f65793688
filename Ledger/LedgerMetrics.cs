using System.Diagnostics.Metrics;
using PromptGrid.Ledger.Lanes;

namespace PromptGrid.Ledger;

/// <summary>The ledger's instruments, under the meter <c>PromptGrid.Ledger</c>.</summary>
internal sealed class LedgerMetrics : IDisposable
{
    public const string MeterName = "PromptGrid.Ledger";

    private static readonly double[] SecondsBounds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
    private static readonly int[] SizeBounds = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024];

    private readonly Meter _meter;
    private readonly Histogram<int> _batchSize;
    private readonly Histogram<double> _commitDuration;
    private readonly Counter<long> _overloads;
    private readonly Counter<long> _failures;

    public LedgerMetrics(IMeterFactory factory)
    {
        _meter = factory.Create(MeterName);
        _batchSize = _meter.CreateHistogram(
            "promptgrid.ledger.batch.size", "{set}", "Write sets that shared one transaction.",
            advice: new InstrumentAdvice<int> { HistogramBucketBoundaries = SizeBounds });
        _commitDuration = _meter.CreateHistogram(
            "promptgrid.ledger.commit.duration", "s", "From the begin of a batch's transaction to its commit.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = SecondsBounds });
        _overloads = _meter.CreateCounter<long>(
            "promptgrid.ledger.overloads", "{set}", "Write sets refused because their lane's queue was full.");
        _failures = _meter.CreateCounter<long>(
            "promptgrid.ledger.failures", "{set}", "Write sets whose transaction failed, or that came while the database was down.");
    }

    public void ObserveQueue(int lane, ILaneQueue queue) => _meter.CreateObservableGauge(
        "promptgrid.ledger.queue.length",
        () => new Measurement<int>(queue.Length, new KeyValuePair<string, object?>("lane", lane)),
        "{set}",
        "Write sets that wait for a transaction.");

    public void Committed(int sets, TimeSpan duration)
    {
        _batchSize.Record(sets);
        _commitDuration.Record(duration.TotalSeconds);
    }

    public void Overloaded() => _overloads.Add(1);

    public void Failed(int sets) => _failures.Add(sets);

    public void Dispose() => _meter.Dispose();
}
