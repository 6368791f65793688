using Microsoft.Extensions.DependencyInjection;
using Orleans;
using PromptGrid.Domain.Prompts;
using PromptGrid.Grains.Interfaces.Accounts;
using PromptGrid.Ledger;
using PromptGrid.Projections.Accounts;
using PromptGrid.Projections.Comments;
using PromptGrid.Projections.Follows;
using PromptGrid.Projections.Media;
using PromptGrid.Projections.Notifications;

namespace PromptGrid.Silo.Hosting;

/// <summary>Every feature's part of what the system holds about a user.</summary>
public static class PersonalDataServices
{
    /// <summary>Adds them in the order in which they are told and erased: imports first, so that none goes on; the names in
    /// other people's forks before the prompts that were forked.</summary>
    public static IServiceCollection AddPersonalData(this IServiceCollection services)
    {
        services.AddSingleton<IPersonalData, AccountData>();
        services.AddSingleton<IPersonalData, SessionData>();
        services.AddSingleton<IPersonalData, ApiKeyData>();
        services.AddSingleton<IPersonalData, ImportJobData>();
        services.AddSingleton<IPersonalData, SourceNames>();
        services.AddSingleton<IPersonalData, PromptData>();
        services.AddSingleton<IPersonalData, CollectionData>();
        services.AddSingleton<IPersonalData, ReportData>();
        services.AddReactions("likes", PromptEdges.Like);
        services.AddReactions("saves", PromptEdges.Save);
        services.AddSingleton<IPersonalData, CommentData>();
        services.AddSingleton<IPersonalData, FollowData>();
        services.AddSingleton<IPersonalData, NotificationData>();
        services.AddSingleton<IPersonalData, MediaData>();
        return services;
    }

    private static void AddReactions(this IServiceCollection services, string section, string kind) =>
        services.AddSingleton<IPersonalData>(s => new ReactionData(s.GetRequiredService<IGrainFactory>(), s.GetRequiredService<ILedgerReader>(), section, kind));
}
