using PromptGrid.Domain.Users;

namespace PromptGrid.Api.Auth;

/// <summary>The cookie by which a browser is signed in. It holds a site token: no script reads it, no other site sends it
/// along with a write.</summary>
public static class SiteCookie
{
    public const string Name = "pg_session";

    public static string? Read(HttpContext context) => context.Request.Cookies[Name];

    public static void Write(HttpContext context, Tokens tokens, string userId, UserSession session) =>
        context.Response.Cookies.Append(Name, tokens.MakeSite(userId, session), Options(context, Tokens.RefreshLifetime));

    public static void Remove(HttpContext context) => context.Response.Cookies.Delete(Name, Options(context, null));

    private static CookieOptions Options(HttpContext context, TimeSpan? lifetime) =>
        new() { HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = context.Request.IsHttps, Path = "/", MaxAge = lifetime, IsEssential = true };
}
