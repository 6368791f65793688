using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using PromptGrid.Api.Hosting;
using PromptGrid.Operations.Tests.Support;
using PromptGrid.Testing;

namespace PromptGrid.Operations.Tests.Telemetry;

/// <summary>An instrument as the metrics page lists it.</summary>
/// <param name="Kind"><c>counter</c>, <c>gauge</c>, <c>histogram</c> or <c>up-down counter</c>.</param>
public sealed record InstrumentRow(string Meter, string Name, string Kind, string Unit);

/// <summary>The instruments that a running server really has.</summary>
internal static class Instruments
{
    public static async Task<IReadOnlyCollection<InstrumentRow>> ReadAsync()
    {
        var found = new HashSet<InstrumentRow>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, _) => { lock (found) found.Add(RowOf(instrument)); } };
        listener.Start();
        using var folder = new TemporaryFolder();
        var edition = await EditionSettings.MakeAsync();
        EditionSettings.BeforeStart(edition);
        await using var app = ApiApplication.Build([], builder =>
        {
            builder.Configuration.AddInMemoryCollection(edition);
            builder.Configuration.AddInMemoryCollection([new("PROMPTGRID_DATA", folder.Path("grid")), new(WebHostDefaults.ServerUrlsKey, "http://127.0.0.1:0"), new("StarterPrompts:Enabled", "false")]);
            builder.Logging.ClearProviders();
        });
        await app.StartAsync();
        using (var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) })
        {
            foreach (var path in (string[])["/v1/search?q=x", "/v1/trending", "/healthz/ready"]) (await client.GetAsync(path)).Dispose();
        }

        await app.StopAsync();
        lock (found) return [.. found];
    }

    private static InstrumentRow RowOf(Instrument instrument)
    {
        var kind = instrument.GetType().Name.Split('`')[0] switch
        {
            "Counter" or "ObservableCounter" => "counter",
            "UpDownCounter" or "ObservableUpDownCounter" => "up-down counter",
            "Gauge" or "ObservableGauge" => "gauge",
            var other => other.ToLowerInvariant(),
        };
        return new InstrumentRow(instrument.Meter.Name, instrument.Name, kind, instrument.Unit ?? "");
    }
}
