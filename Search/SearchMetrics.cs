using System.Diagnostics.Metrics;

namespace PromptGrid.Search;

/// <summary>What the search index measures, under the meter <c>PromptGrid.Search</c>.</summary>
internal sealed class SearchMetrics
{
    public const string MeterName = "PromptGrid.Search";

    private readonly Histogram<double> _queryDuration;
    private readonly Histogram<double> _batchDuration;
    private long _indexed;

    public SearchMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        var seconds = new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5] };
        _queryDuration = meter.CreateHistogram("promptgrid.search.query.duration", "s", "Time to answer a query", null, seconds);
        _batchDuration = meter.CreateHistogram("promptgrid.search.batch.duration", "s", "Time to write a batch", null, seconds);
        meter.CreateObservableGauge("promptgrid.search.prompts", () => Volatile.Read(ref _indexed), "{prompt}", "Prompts in the live index");
    }

    public void Queried(string operation, string outcome, TimeSpan duration) =>
        _queryDuration.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("operation", operation), new KeyValuePair<string, object?>("outcome", outcome));

    public void Written(TimeSpan duration) => _batchDuration.Record(duration.TotalSeconds);

    public void Indexed(long prompts) => Volatile.Write(ref _indexed, prompts);
}
