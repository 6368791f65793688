using PromptGrid.Web.Layout;

namespace PromptGrid.Api.Pages;

/// <summary>Every page of the site, in one list.</summary>
public static class SitePages
{
    public static IServiceCollection AddSitePages(this IServiceCollection services)
    {
        services.AddRazorComponents();
        services.AddSingleton<SiteAccounts>();
        services.AddSingleton<Sitemap>();
        services.AddSingleton<DashboardReads>();
        services.AddSingleton<CollectionReads>();
        return services.AddScoped<Site>();
    }

    public static void MapPages(this IEndpointRouteBuilder routes)
    {
        routes.MapAssets();
        routes.MapHomePages();
        routes.MapFindPages();
        routes.MapComposePages();
        routes.MapPromptPages();
        routes.MapReactionForms();
        routes.MapVersionPages();
        routes.MapCommentForms();
        routes.MapProfilePages();
        routes.MapFollowForms();
        routes.MapCollectionPages();
        routes.MapDashboardPages();
        routes.MapNotificationPages();
        routes.MapSettingsPages();
        routes.MapModerationPages();
        routes.MapDocsPages();
        routes.MapSearchEnginePages();
        routes.MapOEmbed();
        routes.MapAccountPages();
        routes.MapExternalSignInPages();
    }
}
