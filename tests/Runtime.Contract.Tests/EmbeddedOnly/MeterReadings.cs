using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace PromptGrid.Runtime.Contract.Tests.EmbeddedOnly;

/// <summary>Adds up what the runtime's counters report while it exists.</summary>
public sealed class MeterReadings : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, long> _sums = new();

    public MeterReadings()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == "PromptGrid.Embedded")
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, measurement, _, _) =>
            _sums.AddOrUpdate(instrument.Name, measurement, (_, sum) => sum + measurement));
        _listener.Start();
    }

    public long Sum(string instrument) => _sums.GetValueOrDefault(instrument);

    public void Dispose() => _listener.Dispose();
}
