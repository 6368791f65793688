using System.Globalization;
using Microsoft.Extensions.Options;

namespace PromptGrid.Api.Telemetry;

/// <summary>Fills the options from OpenTelemetry's standard names, then from the section <c>Telemetry</c>, which goes
/// before, and checks what came of it.</summary>
internal sealed class TelemetryOptionsSetup(IConfiguration configuration) : IConfigureOptions<TelemetryOptions>, IValidateOptions<TelemetryOptions>
{
    public void Configure(TelemetryOptions options)
    {
        if (Given("OTEL_EXPORTER_OTLP_ENDPOINT") is { } endpoint) options.Endpoint = endpoint;
        if (Given("OTEL_EXPORTER_OTLP_PROTOCOL") is { } protocol) options.Protocol = protocol;
        if (Given("OTEL_EXPORTER_OTLP_HEADERS") is { } headers) options.Headers = headers;
        if (Given("OTEL_SERVICE_NAME") is { } name) options.ServiceName = name;
        if (Given("OTEL_TRACES_SAMPLER_ARG") is { } share) options.TracesSampled = Number("OTEL_TRACES_SAMPLER_ARG", share);
        if (Given("OTEL_METRIC_EXPORT_INTERVAL") is { } interval) options.MetricsEvery = TimeSpan.FromMilliseconds(Number("OTEL_METRIC_EXPORT_INTERVAL", interval));
        if (string.Equals(Given("OTEL_SDK_DISABLED"), "true", StringComparison.OrdinalIgnoreCase)) options.Endpoint = null;
        else configuration.GetSection("Telemetry").Bind(options);
    }

    public ValidateOptionsResult Validate(string? name, TelemetryOptions options)
    {
        if (!string.IsNullOrEmpty(options.Endpoint) && !(Uri.TryCreate(options.Endpoint, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"))
        {
            return ValidateOptionsResult.Fail($"Telemetry:Endpoint (OTEL_EXPORTER_OTLP_ENDPOINT) must be an http or https address, not '{options.Endpoint}'.");
        }

        return options.Protocol is TelemetryOptions.Grpc or TelemetryOptions.Http
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail($"Telemetry:Protocol (OTEL_EXPORTER_OTLP_PROTOCOL) must be {TelemetryOptions.Grpc} or {TelemetryOptions.Http}, not '{options.Protocol}'.");
    }

    private string? Given(string name) => configuration[name] is { Length: > 0 } value ? value : null;

    private static double Number(string name, string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw new OptionsValidationException(nameof(TelemetryOptions), typeof(TelemetryOptions), [$"{name} must be a number, not '{text}'."]);
}
