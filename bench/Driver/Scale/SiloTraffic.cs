using System.Diagnostics.Metrics;

namespace PromptGrid.Bench.Driver.Scale;

/// <summary>Calls that reached this silo, by where they came from, as Orleans' own meter tells.</summary>
internal sealed class SiloTraffic : IDisposable
{
    private const string Received = "orleans-messaging-received-messages-size";

    private readonly MeterListener _listener = new();
    private long _fromClients;
    private long _fromSilos;

    public SiloTraffic()
    {
        _listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Name == Received) self.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<int>((_, _, tags, _) =>
        {
            var (isCall, isFromSilo) = (false, false);
            foreach (var (name, value) in tags)
            {
                if (name == "MessageDirection") isCall = value is "Request" or "OneWay";
                else if (name == "ConnectionDirection") isFromSilo = value is "SiloToSilo";
            }

            if (isCall) Interlocked.Increment(ref isFromSilo ? ref _fromSilos : ref _fromClients);
        });
        _listener.Start();
    }

    public Counts Read() => new(Interlocked.Read(ref _fromClients), Interlocked.Read(ref _fromSilos));

    public void Dispose() => _listener.Dispose();

    /// <param name="FromClients">Calls that API nodes made.</param>
    /// <param name="FromSilos">Calls that came over from another silo: those that it passed on, and those of its own grains.</param>
    internal readonly record struct Counts(long FromClients, long FromSilos);
}
