using System.Reflection;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace PromptGrid.Api.Telemetry;

/// <summary>
/// Sends traces and metrics to an OTLP receiver while the host runs; does nothing at all without an endpoint. A receiver
/// that is away costs nobody an answer: what does not fit the exporter's bounded queue is dropped.
/// </summary>
internal sealed class TelemetryExport(IOptions<TelemetryOptions> options, IConfiguration configuration) : IHostedLifecycleService, IDisposable
{
    private const int LastExportMilliseconds = 2_000;

    private TracerProvider? _traces;
    private MeterProvider? _metrics;

    // Before anything else starts, so that the first commits are seen too.
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(options.Value.Endpoint)) return Task.CompletedTask;
        _traces = Sdk.CreateTracerProviderBuilder()
            .ConfigureServices(services => services.AddSingleton(configuration))
            .ConfigureResource(Describe)
            .SetSampler(new LinkedSampler(options.Value.TracesSampled))
            .AddSource([.. TelemetryNames.Sources])
            .AddOtlpExporter(exporter => Aim(exporter, "v1/traces"))
            .Build();
        _metrics = Sdk.CreateMeterProviderBuilder()
            .ConfigureServices(services => services.AddSingleton(configuration))
            .ConfigureResource(Describe)
            .AddMeter([.. TelemetryNames.Meters])
            .AddOtlpExporter((exporter, reader) =>
            {
                Aim(exporter, "v1/metrics");
                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = (int)options.Value.MetricsEvery.TotalMilliseconds;
            })
            .Build();
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // Sends what is left; a receiver that is away holds the end up for a moment only.
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.Run(Dispose, cancellationToken);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _traces, null) is { } traces)
        {
            traces.Shutdown(LastExportMilliseconds);
            traces.Dispose();
        }

        if (Interlocked.Exchange(ref _metrics, null) is { } metrics)
        {
            metrics.Shutdown(LastExportMilliseconds);
            metrics.Dispose();
        }
    }

    private void Describe(ResourceBuilder resource) => resource.AddService(
        options.Value.ServiceName,
        serviceVersion: typeof(TelemetryExport).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion);

    private void Aim(OtlpExporterOptions exporter, string path)
    {
        var isHttp = options.Value.Protocol == TelemetryOptions.Http;
        exporter.Protocol = isHttp ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc;
        exporter.Endpoint = new Uri(isHttp ? options.Value.Endpoint!.TrimEnd('/') + "/" + path : options.Value.Endpoint!);
        exporter.Headers = options.Value.Headers;
    }
}
