using Microsoft.Extensions.Options;

namespace PromptGrid.Api.Telemetry;

/// <summary>Adds what measures, and what sends it away where an endpoint is set.</summary>
internal static class TelemetryServices
{
    public static void AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddMetrics();
        services.AddSingleton<ApiMetrics>();
        var setup = new TelemetryOptionsSetup(configuration);
        services.AddSingleton<IConfigureOptions<TelemetryOptions>>(setup);
        services.AddSingleton<IValidateOptions<TelemetryOptions>>(setup);
        services.AddOptions<TelemetryOptions>().ValidateDataAnnotations().ValidateOnStart();
        services.AddHostedService<TelemetryExport>();
    }
}
