using PromptGrid.Api.Auth;
using PromptGrid.Api.Http;
using PromptGrid.Api.Moderation;
using PromptGrid.Api.Notifications;
using PromptGrid.Api.Users;
using PromptGrid.Web.Language;
using PromptGrid.Web.Layout;

namespace PromptGrid.Api.Pages;

/// <summary>Fills what every page knows of its request: language, theme, address and who is signed in.</summary>
public static class PageRequest
{
    public const string LanguageCookie = "pg_language";
    public const string ThemeCookie = "pg_theme";

    /// <summary>The scoped <see cref="Site"/> of this request, filled.</summary>
    /// <param name="withViewer">Whether to look up who is signed in.</param>
    public static async ValueTask<Site> SiteAsync(HttpContext context, bool withViewer = true)
    {
        var services = context.RequestServices;
        var request = context.Request;
        var site = services.GetRequiredService<Site>();
        site.Text = Phrases.Find(request.Cookies[LanguageCookie]) ?? Phrases.Choose(request.Headers.AcceptLanguage.ToString());
        site.Theme = request.Cookies[ThemeCookie] switch { "light" => Theme.Light, "dark" => Theme.Dark, _ => Theme.System };
        site.Origin = $"{request.Scheme}://{request.Host.Value}";
        site.Address = request.Path.ToUriComponent() + request.QueryString.ToUriComponent();
        site.Query = request.Query["q"].Count == 1 ? request.Query["q"][0] : null;
        site.Now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        if (!withViewer) return site;
        if (context.CallerId() is { } userId)
        {
            var owner = await services.GetRequiredService<OwnerCards>().GetAsync(userId, context.RequestAborted);
            await SiteCookie.RenewAsync(context, services.GetRequiredService<Tokens>(), services.GetRequiredService<IGrainFactory>());
            site.Viewer = new Viewer(owner.Id, owner.Handle, owner.DisplayName.Length > 0 ? owner.DisplayName : owner.Handle, context.IsModerator(), await UnreadAsync(services, userId, context.RequestAborted));
        }
        else if (SiteCookie.Read(context) is not null && !context.Response.HasStarted)
        {
            // The session has ended: a browser need not send its cookie again.
            SiteCookie.Remove(context);
        }

        return site;
    }

    private static async Task<long> UnreadAsync(IServiceProvider services, string userId, CancellationToken cancellationToken)
    {
        var inbox = services.GetRequiredService<Inbox>();
        return await inbox.CountUnreadAsync(userId, (await inbox.ReadSettingsAsync(userId, cancellationToken)).ReadUpTo, cancellationToken);
    }
}
