using System.Diagnostics.Metrics;
using PromptGrid.Embedded.Activations;

namespace PromptGrid.Embedded.Diagnostics;

/// <summary>The metrics of the grain runtime. Without a listener a call pays one branch.</summary>
internal sealed class EmbeddedMetrics
{
    internal const string MeterName = "PromptGrid.Embedded";

    private static readonly double[] SecondsBounds = [0.00001, 0.0001, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

    private readonly Meter _meter;
    private readonly Counter<long> _calls;
    private readonly Histogram<double> _callDuration;
    private readonly Counter<long> _activated;
    private readonly Counter<long> _deactivated;
    private readonly Counter<long> _mailboxRejections;
    private readonly Counter<long> _droppedItems;

    public EmbeddedMetrics(IMeterFactory factory)
    {
        _meter = factory.Create(MeterName);
        _calls = _meter.CreateCounter<long>("promptgrid.grains.calls", "{call}", "Grain calls that have finished");
        _callDuration = _meter.CreateHistogram(
            "promptgrid.grains.call.duration", "s", "From the call to its end in the grain, waiting included",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = SecondsBounds });
        _activated = _meter.CreateCounter<long>("promptgrid.grains.activated", "{activation}", "Grains activated");
        _deactivated = _meter.CreateCounter<long>("promptgrid.grains.deactivated", "{activation}", "Grains deactivated");
        _mailboxRejections = _meter.CreateCounter<long>(
            "promptgrid.grains.mailbox.rejections", "{call}", "Calls refused because the grain's mailbox was full");
        _droppedItems = _meter.CreateCounter<long>(
            "promptgrid.grains.streams.dropped", "{item}", "Stream items dropped because a subscriber was too slow or had no observer");
    }

    internal void Observe(GrainRuntime runtime) => _meter.CreateObservableGauge(
        "promptgrid.grains.activations",
        () => runtime.Classes.Select(static each => new Measurement<long>(each.Targets.Count, each.Tag)),
        "{activation}",
        "Grains in memory");

    /// <summary>Whether somebody wants to know how long calls take.</summary>
    internal bool MeasuresCalls => _callDuration.Enabled;

    /// <param name="sentAt">0 when nobody measured at the time.</param>
    internal void CallFinished(GrainClass grainClass, long sentAt, TimeProvider time)
    {
        if (_calls.Enabled)
            _calls.Add(1, grainClass.Tag);
        if (sentAt != 0)
            _callDuration.Record(time.GetElapsedTime(sentAt).TotalSeconds, grainClass.Tag);
    }

    internal void Activated(GrainClass grainClass) => _activated.Add(1, grainClass.Tag);

    internal void Deactivated(GrainClass grainClass) => _deactivated.Add(1, grainClass.Tag);

    internal void MailboxRejected(GrainClass grainClass) => _mailboxRejections.Add(1, grainClass.Tag);

    internal void StreamItemDropped(string provider) => _droppedItems.Add(1, new KeyValuePair<string, object?>("stream.provider", provider));
}
