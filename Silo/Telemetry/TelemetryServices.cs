using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace PromptGrid.Silo.Telemetry;

/// <summary>Adds what sends traces and metrics away where an endpoint is set: in API nodes and in silos.</summary>
public static class TelemetryServices
{
    public static IServiceCollection AddTelemetryExport(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddMetrics();
        var setup = new TelemetryOptionsSetup(configuration);
        var options = new TelemetryOptions();
        setup.Configure(options);
        // ASP.NET 10 names its spans and fills them only where this is said; the request pays nothing for it while off.
        AppContext.SetSwitch("Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData", string.IsNullOrEmpty(options.Endpoint));
        services.AddSingleton<IConfigureOptions<TelemetryOptions>>(setup);
        services.AddSingleton<IValidateOptions<TelemetryOptions>>(setup);
        services.AddOptions<TelemetryOptions>().ValidateDataAnnotations().ValidateOnStart();
        services.AddHostedService<TelemetryExport>();
        return services;
    }
}
