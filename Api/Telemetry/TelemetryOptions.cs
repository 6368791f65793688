using System.ComponentModel.DataAnnotations;

namespace PromptGrid.Api.Telemetry;

/// <summary>
/// Where traces and metrics go (section <c>Telemetry</c>; the standard <c>OTEL_*</c> names fill what is not set there).
/// Validated at start. Without an endpoint nothing is collected.
/// </summary>
public sealed class TelemetryOptions
{
    public const string Grpc = "grpc";
    public const string Http = "http/protobuf";

    /// <summary>The OTLP receiver (<c>OTEL_EXPORTER_OTLP_ENDPOINT</c>), such as <c>http://localhost:4317</c>; with
    /// <c>http/protobuf</c> the base of <c>/v1/traces</c> and <c>/v1/metrics</c>. The default value is none: off.</summary>
    public string? Endpoint { get; set; }

    /// <summary><c>grpc</c> or <c>http/protobuf</c> (<c>OTEL_EXPORTER_OTLP_PROTOCOL</c>). The default value is
    /// <c>grpc</c>.</summary>
    public string Protocol { get; set; } = Grpc;

    /// <summary>Headers of each export, <c>name=value,name=value</c> (<c>OTEL_EXPORTER_OTLP_HEADERS</c>). The default value
    /// is none.</summary>
    public string? Headers { get; set; }

    /// <summary>The name of this service (<c>OTEL_SERVICE_NAME</c>). The default value is <c>promptgrid</c>.</summary>
    [Required]
    public string ServiceName { get; set; } = "promptgrid";

    /// <summary>The share of requests that are traced, 0 to 1, unless the caller has decided
    /// (<c>OTEL_TRACES_SAMPLER_ARG</c>). The default value is 0.1.</summary>
    [Range(0.0, 1.0)]
    public double TracesSampled { get; set; } = 0.1;

    /// <summary>The time between two exports of metrics (<c>OTEL_METRIC_EXPORT_INTERVAL</c>, there in milliseconds). The
    /// default value is 15 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan MetricsEvery { get; set; } = TimeSpan.FromSeconds(15);
}
