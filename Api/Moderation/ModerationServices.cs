using PromptGrid.Domain.Users;

namespace PromptGrid.Api.Moderation;

/// <summary>What moderation needs.</summary>
internal static class ModerationServices
{
    public static IServiceCollection AddModeration(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ModerationOptions>().Bind(configuration.GetSection("Moderation")).ValidateDataAnnotations().ValidateOnStart()
            .Configure(o => o.Moderators = Handles(configuration[ModerationOptions.ModeratorsKey]))
            .Validate(o => o.Moderators.All(UserRules.IsHandle), $"{ModerationOptions.ModeratorsKey} must be handles, separated by commas.");
        services.AddSingleton<Moderators>();
        services.AddSingleton<ModerationDesk>();
        services.AddSingleton<ReportLimits>();
        return services;
    }

    private static string[] Handles(string? setting) => (setting ?? "").Split([',', ' ', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
