using PromptGrid.Api.Auth;
using PromptGrid.Api.Auth.External;
using PromptGrid.Api.Http;
using PromptGrid.Web.Account;
using PromptGrid.Web.Language;
using PromptGrid.Web.Layout;

namespace PromptGrid.Api.Pages;

/// <summary>Sign-up, sign-in, sign-out and the reader's preferences, as plain forms.</summary>
public static class AccountPages
{
    private static readonly Dictionary<string, string> NoErrors = [];

    public static void MapAccountPages(this IEndpointRouteBuilder routes)
    {
        routes.MapPage("/login", (HttpContext context, ExternalProviders providers) => context.Caller() is null
            ? LoginPageAsync(context, providers)
            : Task.FromResult(PageResult.SeeOther(Return(context))));
        routes.MapForm("/login", LoginAsync);
        routes.MapPage("/signup", (HttpContext context, ExternalProviders providers) => context.Caller() is null
            ? PageResult.RenderAsync<SignUpPage>(context, new { Model = new SignUpModel("", "", "", Return(context), NoErrors) { Providers = [.. providers.Names] } })
            : Task.FromResult(PageResult.SeeOther(Return(context))));
        routes.MapForm("/signup", SignUpAsync);
        routes.MapPage("/logout", (HttpContext context) => PageResult.RenderAsync<SignOutPage>(context, new { }));
        routes.MapForm("/logout", LogoutAsync);
        routes.MapForm("/preferences", PreferencesAsync);
    }

    private static async Task<IResult> LoginPageAsync(HttpContext context, ExternalProviders providers)
    {
        // Only what the site has words for: an address must not put words of its own on this page.
        var problem = Array.Find(ExternalSignInPages.Problems, p => p == context.Request.Query["problem"]) is { } known ? (await PageRequest.SiteAsync(context)).Text["external." + known] : null;
        return await PageResult.RenderAsync<SignInPage>(context, new { Model = new SignInModel("", Return(context), problem) { Providers = [.. providers.Names] } });
    }

    private static async Task<IResult> LoginAsync(HttpContext context, SiteAccounts accounts, Tokens tokens, ExternalProviders providers)
    {
        if (!(await SiteForm.ReadAsync(context)).TryGet(out var form, out var failure)) return await PageResult.ErrorAsync(context, failure);
        if ((await accounts.LoginAsync(form["login"], form["password"], context.Request.Headers.UserAgent, context.RequestAborted)).TryGet(out var signedIn, out failure)) return Welcome(context, signedIn, tokens, form["return"]);
        if (failure.Code is not (FailureCode.Unauthenticated or FailureCode.Validation)) return await PageResult.ErrorAsync(context, failure);
        var text = (await PageRequest.SiteAsync(context)).Text;
        var model = new SignInModel(form["login"] ?? "", Local(form["return"]), text["signin.wrong"]) { Providers = [.. providers.Names] };
        return await PageResult.RenderAsync<SignInPage>(context, new { Model = model }, Problems.Describe(failure.Code).Status);
    }

    private static async Task<IResult> SignUpAsync(HttpContext context, SiteAccounts accounts, Tokens tokens, ExternalProviders providers)
    {
        if (!(await SiteForm.ReadAsync(context)).TryGet(out var form, out var failure)) return await PageResult.ErrorAsync(context, failure);
        var request = new RegisterRequest(form["handle"], form["email"], form["password"], form["displayName"]);
        if ((await accounts.RegisterAsync(request, context.Request.Headers.UserAgent)).TryGet(out var signedIn, out failure)) return Welcome(context, signedIn, tokens, form["return"]);
        if (failure.Code is not (FailureCode.Conflict or FailureCode.Validation)) return await PageResult.ErrorAsync(context, failure);
        var text = (await PageRequest.SiteAsync(context)).Text;
        var model = new SignUpModel(request.Handle ?? "", request.Email ?? "", request.DisplayName ?? "", Local(form["return"]), Explain(failure, text)) { Providers = [.. providers.Names] };
        return await PageResult.RenderAsync<SignUpPage>(context, new { Model = model }, Problems.Describe(failure.Code).Status);
    }

    private static async Task<IResult> LogoutAsync(HttpContext context, SignIns signIns)
    {
        if (!(await SiteForm.ReadAsync(context)).TryGet(out _, out var failure)) return await PageResult.ErrorAsync(context, failure);
        if (context.Caller() is { } caller && !(await signIns.CloseAsync(caller)).TryGet(out _, out failure)) return await PageResult.ErrorAsync(context, failure);
        SiteCookie.Remove(context);
        return PageResult.SeeOther("/");
    }

    private static async Task<IResult> PreferencesAsync(HttpContext context)
    {
        if (!(await SiteForm.ReadAsync(context)).TryGet(out var form, out var failure)) return await PageResult.ErrorAsync(context, failure);
        // A script reads and writes these two itself, to change the page without a round trip.
        var options = new CookieOptions { SameSite = SameSiteMode.Lax, Secure = context.Request.IsHttps, Path = "/", MaxAge = TimeSpan.FromDays(365), IsEssential = true };
        if (form["theme"] is "light" or "dark" or "system") context.Response.Cookies.Append(PageRequest.ThemeCookie, form["theme"]!, options);
        if (Phrases.Find(form["language"]) is { } language) context.Response.Cookies.Append(PageRequest.LanguageCookie, language.Code, options);
        return PageResult.SeeOther(form["return"]);
    }

    internal static IResult Welcome(HttpContext context, SignedIn signedIn, Tokens tokens, string? path)
    {
        SiteCookie.Write(context, tokens, signedIn.User.User.Id, signedIn.Session);
        return PageResult.SeeOther(path);
    }

    private static Dictionary<string, string> Explain(Failure failure, Phrases text)
    {
        var reason = failure.Code == FailureCode.Conflict ? "taken" : "invalid";
        return (failure.Errors?.Keys ?? []).ToDictionary(field => field, field => text[$"signup.{field}-{reason}"]);
    }

    private static string Return(HttpContext context) => Local(context.Request.Query["return"].ToString());

    private static string Local(string? path) => Address.IsLocal(path) ? path! : "/";
}
