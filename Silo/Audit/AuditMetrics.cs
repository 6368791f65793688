using System.Diagnostics.Metrics;
using PromptGrid.Projections.Audit;

namespace PromptGrid.Silo.Audit;

/// <summary>What the background audit tells, under the meter <c>PromptGrid.Audit</c>.</summary>
internal sealed class AuditMetrics : IDisposable
{
    public const string MeterName = "PromptGrid.Audit";

    private readonly Meter _meter;
    private readonly TimeProvider _time;
    private readonly Counter<long> _rows;
    private volatile Pass? _last;

    public AuditMetrics(IMeterFactory factory, TimeProvider time)
    {
        _time = time;
        _meter = factory.Create(MeterName);
        _rows = _meter.CreateCounter<long>("promptgrid.audit.rows", "{row}", "Rows the audit has looked at.");
        _meter.CreateObservableGauge("promptgrid.audit.drift", Drift, "{drift}", "Drifts of the last full pass by kind. Expected: 0.");
        _meter.CreateObservableGauge("promptgrid.audit.pass.age", () => Of(pass => _time.GetElapsedTime(pass.EndedAt).TotalSeconds), "s", "Time since the last full pass ended.");
        _meter.CreateObservableGauge("promptgrid.audit.pass.duration", () => Of(pass => pass.Report.Duration.TotalSeconds), "s", "How long the last full pass took.");
    }

    public void Looked(long rows) => _rows.Add(rows);

    public void Ended(AuditReport report) => _last = new Pass(report, _time.GetTimestamp());

    /// <summary>Another process has audited since: what this one found is old.</summary>
    public void Forget() => _last = null;

    public void Dispose() => _meter.Dispose();

    // Until the first pass has ended nobody knows of any drift, nor that there is none.
    private IEnumerable<Measurement<long>> Drift() => _last is not { } pass
        ? []
        : DriftKinds.All.Select(kind => new Measurement<long>(pass.Report.Counts.GetValueOrDefault(kind), new KeyValuePair<string, object?>("kind", kind)));

    private IEnumerable<Measurement<double>> Of(Func<Pass, double> value) => _last is { } pass ? [new Measurement<double>(value(pass))] : [];

    private sealed record Pass(AuditReport Report, long EndedAt);
}
