using System.Diagnostics.Metrics;
using PromptGrid.Embedded.Activations;

namespace PromptGrid.Embedded.Diagnostics;

/// <summary>The metrics of the grain runtime. Without a listener a call pays one branch.</summary>
internal sealed class EmbeddedMetrics
{
    internal const string MeterName = "PromptGrid.Embedded";

    private readonly Meter _meter;
    private readonly Counter<long> _calls;
    private readonly Counter<long> _activated;
    private readonly Counter<long> _deactivated;
    private readonly Counter<long> _mailboxRejections;
    private readonly Counter<long> _droppedItems;

    public EmbeddedMetrics(IMeterFactory factory)
    {
        _meter = factory.Create(MeterName);
        _calls = _meter.CreateCounter<long>("promptgrid.grains.calls", "{call}", "Grain calls that have finished");
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

    internal void CallFinished(GrainClass grainClass)
    {
        if (_calls.Enabled)
            _calls.Add(1, grainClass.Tag);
    }

    internal void Activated(GrainClass grainClass) => _activated.Add(1, grainClass.Tag);

    internal void Deactivated(GrainClass grainClass) => _deactivated.Add(1, grainClass.Tag);

    internal void MailboxRejected(GrainClass grainClass) => _mailboxRejections.Add(1, grainClass.Tag);

    internal void StreamItemDropped(string provider) => _droppedItems.Add(1, new KeyValuePair<string, object?>("stream.provider", provider));
}
