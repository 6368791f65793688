using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using PromptGrid.Projections;

namespace PromptGrid.Cluster.Tests.InProcess;

/// <summary>What a silo's gauge <c>promptgrid.projections.lag</c> says, over all projections.</summary>
internal static class Lag
{
    public static long Of(IServiceProvider services)
    {
        var meters = services.GetRequiredService<IMeterFactory>();
        // Made with the first projection; asked for here so that there is one to listen to.
        services.GetRequiredService<ProjectionMetrics>();
        var sum = 0L;
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Name == "promptgrid.projections.lag" && ReferenceEquals(instrument.Meter.Scope, meters)) self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => sum += value);
        listener.Start();
        listener.RecordObservableInstruments();
        return sum;
    }
}
