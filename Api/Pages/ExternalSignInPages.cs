using PromptGrid.Api.Auth;
using PromptGrid.Api.Auth.External;
using PromptGrid.Api.Http;
using PromptGrid.Domain.Users;
using PromptGrid.Web.Account;
using PromptGrid.Web.Layout;

namespace PromptGrid.Api.Pages;

/// <summary>
/// Signing in by way of others, for people: a form begins it, the provider's answer comes back here by way of
/// <c>/v1/auth/external</c>, and the site's own session begins. The secret that proves who began lies in a sealed cookie, so
/// that an answer which somebody slips in is worth nothing.
/// </summary>
public static class ExternalSignInPages
{
    /// <summary>Why a sign-in came to nothing, as the address of the page says that tells of it.</summary>
    public static readonly string[] Problems = ["denied", "failed", "stale", "unverified", "other-way", "taken", "again"];

    private const string Cookie = "pg_external";
    private const string Path = "/login/external";
    private static readonly TimeSpan BegunFor = TimeSpan.FromMinutes(15);

    public static void MapExternalSignInPages(this IEndpointRouteBuilder routes)
    {
        routes.MapForm("/login/with", BeginAsync);
        routes.MapPage(Path, ReturnAsync);
        routes.MapForm(Path, CompleteAsync);
    }

    /// <summary>Sends the browser to a provider.</summary>
    /// <param name="linkTo">The session for whose account the identity shall sign in; null to sign in.</param>
    internal static IResult Begin(HttpContext context, string provider, string? path, string? linkTo)
    {
        var services = context.RequestServices;
        var begun = new SiteSignIn(provider, ExternalTickets.Secret(), Address.IsLocal(path) ? path! : "/", linkTo, services.GetRequiredService<TimeProvider>().GetUtcNow() + BegunFor);
        context.Response.Cookies.Append(Cookie, services.GetRequiredService<ExternalTickets>().Seal(begun), Options(context, BegunFor));
        return PageResult.SeeOther($"/v1/auth/external/{provider}/start?challenge={ExternalTickets.ChallengeOf(begun.Verifier)}&returnTo={Uri.EscapeDataString(Path)}");
    }

    private static async Task<IResult> BeginAsync(HttpContext context, ExternalProviders providers)
    {
        if (!(await SiteForm.ReadAsync(context)).TryGet(out var form, out var failure)) return await PageResult.ErrorAsync(context, failure);
        return form["provider"] is { } provider && providers.IsOn(provider)
            ? Begin(context, provider, form["return"], linkTo: null)
            : await PageResult.ErrorAsync(context, Failure.NotFound("provider"));
    }

    private static async Task<IResult> ReturnAsync(HttpContext context, ExternalTickets tickets, ExternalAccounts accounts, SignIns signIns, Tokens tokens)
    {
        var query = context.Request.Query;
        if (tickets.OpenSite(context.Request.Cookies[Cookie]) is not { } begun) return context.Caller() is null ? Stopped(context, null, "stale") : PageResult.SeeOther("/");
        if (query["error"].Count > 0) return Stopped(context, begun, query["error"] == "denied" ? "denied" : "failed");
        if (tickets.OpenConfirmed(query["code"], begun.Verifier) is not { } confirmed) return Stopped(context, begun, "stale");
        if (begun.LinkTo is not null) return await LinkAsync(context, begun, confirmed, accounts);

        switch (await accounts.MeetAsync(confirmed.Identity, context.RequestAborted))
        {
            case ExternalWelcome.Known:
                return (await accounts.CompleteAsync(new CompleteSignInRequest(query["code"], begun.Verifier, null, null), context.RequestAborted)).TryGet(out var user, out _)
                    ? await WelcomeAsync(context, await signIns.OpenAsync(user, context.Request.Headers.UserAgent), tokens, begun)
                    : Stopped(context, begun, "stale");
            case ExternalWelcome.Unverified:
                return Stopped(context, begun, "unverified");
            case ExternalWelcome.OtherWay:
                return Stopped(context, begun, "other-way");
            case var welcome:
                return await AskAsync(context, Model(confirmed, query["code"].ToString(), welcome, accounts.SuggestHandle(confirmed.Identity)));
        }
    }

    private static async Task<IResult> CompleteAsync(HttpContext context, ExternalTickets tickets, ExternalAccounts accounts, SignIns signIns, Tokens tokens)
    {
        if (!(await SiteForm.ReadAsync(context)).TryGet(out var form, out var failure)) return await PageResult.ErrorAsync(context, failure);
        if (tickets.OpenSite(context.Request.Cookies[Cookie]) is not { LinkTo: null } begun) return Stopped(context, null, "stale");
        if ((await accounts.CompleteAsync(new CompleteSignInRequest(form["code"], begun.Verifier, form["password"], form["handle"]), context.RequestAborted)).TryGet(out var user, out failure))
        {
            return await WelcomeAsync(context, await signIns.OpenAsync(user, context.Request.Headers.UserAgent), tokens, begun);
        }

        if (failure.Code is not (FailureCode.Conflict or FailureCode.Validation or FailureCode.Unauthenticated)) return await PageResult.ErrorAsync(context, failure);
        if (tickets.OpenConfirmed(form["code"], begun.Verifier) is not { } confirmed) return Stopped(context, begun, "stale");
        var text = (await PageRequest.SiteAsync(context)).Text;
        var status = Http.Problems.Describe(failure.Code).Status;
        return await accounts.MeetAsync(confirmed.Identity, context.RequestAborted) switch
        {
            ExternalWelcome.New => await AskAsync(context, Model(confirmed, form["code"]!, ExternalWelcome.New, form["handle"] ?? "") with { Error = text[failure.Code == FailureCode.Conflict ? "signup.handle-taken" : "signup.handle-invalid"] }, status),
            ExternalWelcome.SameAddress => await AskAsync(context, Model(confirmed, form["code"]!, ExternalWelcome.SameAddress, "") with { Error = text["settings.wrong-password"] }, status),
            _ => Stopped(context, begun, "stale"),
        };
    }

    private static async Task<IResult> LinkAsync(HttpContext context, SiteSignIn begun, ConfirmedSignIn confirmed, ExternalAccounts accounts)
    {
        // Whoever is signed in now need not be who asked for the link.
        if (context.Caller() is not { Key: null } caller || caller.SessionId != begun.LinkTo) return Stopped(context, null, "stale");
        if (!(await accounts.LinkAsync(confirmed, caller.UserId)).TryGet(out _, out var failure)) return Stopped(context, begun, failure.Code == FailureCode.Conflict ? "taken" : "stale");
        Forget(context);
        return PageResult.SeeOther(begun.Return);
    }

    private static async Task<IResult> WelcomeAsync(HttpContext context, Result<SignedIn> opened, Tokens tokens, SiteSignIn begun)
    {
        if (!opened.TryGet(out var signedIn, out var failure)) return await PageResult.ErrorAsync(context, failure);
        Forget(context);
        return AccountPages.Welcome(context, signedIn, tokens, begun.Return);
    }

    /// <summary>Back to where it began, which says what happened.</summary>
    private static IResult Stopped(HttpContext context, SiteSignIn? begun, string problem)
    {
        Forget(context);
        if (begun?.LinkTo is not null) return PageResult.SeeOther($"/settings?problem={problem}#logins");
        return PageResult.SeeOther($"/login?problem={problem}" + (begun is null ? "" : "&return=" + Uri.EscapeDataString(begun.Return)));
    }

    private static Task<IResult> AskAsync(HttpContext context, ExternalModel model, int status = StatusCodes.Status200OK) =>
        PageResult.RenderAsync<ExternalPage>(context, new { Model = model }, status);

    private static ExternalModel Model(ConfirmedSignIn confirmed, string code, ExternalWelcome welcome, string handle) =>
        new(confirmed.Identity.Provider, code, welcome == ExternalWelcome.SameAddress, handle, confirmed.Identity.Email!);

    private static void Forget(HttpContext context) => context.Response.Cookies.Delete(Cookie, Options(context, null));

    // Lax: the way back from the provider is a navigation from another site, which must bring the cookie along.
    private static CookieOptions Options(HttpContext context, TimeSpan? age) =>
        new() { HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = context.Request.IsHttps, Path = "/login", MaxAge = age, IsEssential = true };
}
