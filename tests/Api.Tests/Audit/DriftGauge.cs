using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace PromptGrid.Api.Tests.Audit;

/// <summary>Reads <c>promptgrid.audit.drift</c> of one server.</summary>
internal sealed class DriftGauge : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Dictionary<string, long> _read = [];

    public DriftGauge(IServiceProvider services)
    {
        // Other servers of this process have a meter of the same name, each from its own factory.
        var factory = services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "promptgrid.audit.drift" && ReferenceEquals(instrument.Meter.Scope, factory)) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((_, value, tags, _) => _read[(string)tags[0].Value!] = value);
        _listener.Start();
    }

    /// <summary>The gauge as it is now, by kind; empty before the first pass has ended.</summary>
    public IReadOnlyDictionary<string, long> Read()
    {
        _read.Clear();
        _listener.RecordObservableInstruments();
        return _read;
    }

    public void Dispose() => _listener.Dispose();
}
