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
        var options = new TelemetryOptions();
        setup.Configure(options);
        // ASP.NET 10 names its spans and fills them only where this is said; the request pays nothing for it while off.
        AppContext.SetSwitch("Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData", string.IsNullOrEmpty(options.Endpoint));
        services.AddSingleton<IConfigureOptions<TelemetryOptions>>(setup);
        services.AddSingleton<IValidateOptions<TelemetryOptions>>(setup);
        services.AddOptions<TelemetryOptions>().ValidateDataAnnotations().ValidateOnStart();
        services.AddHostedService<TelemetryExport>();
    }
}
