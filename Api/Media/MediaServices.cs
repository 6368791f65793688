using Microsoft.Extensions.Options;
using PromptGrid.Silo.Hosting;

namespace PromptGrid.Api.Media;

/// <summary>What uploads need.</summary>
internal static class MediaServices
{
    public static IServiceCollection AddMedia(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<MediaOptions>().Bind(configuration.GetSection("Media")).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IValidateOptions<MediaOptions>, MediaOptionsCheck>();
        services.AddSingleton<IMediaStore>(s => s.GetRequiredService<IOptions<MediaOptions>>() is { Value.Provider: MediaProvider.S3 } options
            ? new S3MediaStore(options)
            : new DiskMediaStore(s.GetRequiredService<DataDirectory>()));
        services.AddSingleton<UploadLimits>();
        services.AddSingleton<MediaLibrary>();
        services.AddSingleton<MediaSweep>();
        services.AddHostedService(s => s.GetRequiredService<MediaSweep>());
        return services;
    }

    private sealed class MediaOptionsCheck : IValidateOptions<MediaOptions>
    {
        public ValidateOptionsResult Validate(string? name, MediaOptions options) => options.Problem() is { } problem ? ValidateOptionsResult.Fail(problem) : ValidateOptionsResult.Success;
    }
}
