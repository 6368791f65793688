using PromptGrid.Api.Http;
using PromptGrid.Domain.Users;
using PromptGrid.Grains.Interfaces;

namespace PromptGrid.Api.Auth;

/// <summary>The cookie by which a browser is signed in. It holds a site token: no script reads it, no other site sends it
/// along with a write.</summary>
public static class SiteCookie
{
    public const string Name = "pg_session";

    public static string? Read(HttpContext context) => context.Request.Cookies[Name];

    public static void Write(HttpContext context, Tokens tokens, string userId, UserSession session) =>
        context.Response.Cookies.Append(Name, tokens.MakeSite(userId, session), Options(context, tokens.SiteLifetime(session)));

    /// <summary>Exchanges a cookie that was used for a day for a new one of the same session. Whatever a page is asked for at the
    /// same time may do so, too: each cookie is as good as the others. One that is left as it is lasts as long as it said.</summary>
    /// <remarks>Pages alone do it, because they end before somebody signs out or in again; a file or an event stream that ends
    /// late would bring the old session back.</remarks>
    public static async ValueTask RenewAsync(HttpContext context, Tokens tokens, IGrainFactory grains)
    {
        if (context.Response.HasStarted || !HttpMethods.IsGet(context.Request.Method) || context.Caller() is not { Key: null } caller) return;
        if (context.Request.Headers.Authorization.Count > 0 || Read(context) is not { } cookie || !tokens.IsSiteTokenAged(cookie)) return;
        try
        {
            if ((await grains.User(caller.UserId).TouchSessionAsync(caller.SessionId)).TryGet(out var session, out _)
                && tokens.SiteLifetime(session) is var lifetime && lifetime > TimeSpan.Zero) Write(context, tokens, caller.UserId, session);
        }
        catch (Exception e) when (Infrastructure.IsAway(e))
        {
            // A page needs neither the ledger's write side nor the silo that holds this user; the next one renews.
        }
    }

    public static void Remove(HttpContext context) => context.Response.Cookies.Delete(Name, Options(context, null));

    private static CookieOptions Options(HttpContext context, TimeSpan? lifetime) =>
        new() { HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = context.Request.IsHttps, Path = "/", MaxAge = lifetime, IsEssential = true };
}
