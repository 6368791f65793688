using Microsoft.Extensions.Options;
using PromptGrid.Api.Tags;
using PromptGrid.Domain.Moderation;
using PromptGrid.Domain.Users;

namespace PromptGrid.Api.Moderation;

/// <summary>What moderation needs.</summary>
internal static class ModerationServices
{
    public static IServiceCollection AddModeration(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ModerationOptions>().Bind(configuration.GetSection("Moderation")).ValidateDataAnnotations().ValidateOnStart()
            .Configure(o => o.Moderators = Split(configuration[ModerationOptions.ModeratorsKey]))
            .Validate(o => o.Moderators.All(UserRules.IsHandle), $"{ModerationOptions.ModeratorsKey} must be handles, separated by commas.");
        services.AddSingleton<Moderators>();
        services.AddSingleton<ModerationDesk>();
        services.AddSingleton<ReportLimits>();
        services.AddSingleton(s => new RefusedWords(Split(s.GetRequiredService<IOptions<ModerationOptions>>().Value.RefusedWords)));
        services.AddSingleton<TagNames>();
        return services;
    }

    private static string[] Split(string? setting) => (setting ?? "").Split([',', ' ', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
