using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using PromptGrid.Api.Http;
using PromptGrid.Api.Json;
using PromptGrid.Ledger;

namespace PromptGrid.Api.Auth.External;

/// <summary>The providers one may sign in with.</summary>
public sealed record ExternalProvidersView(IReadOnlyList<string> Providers);

/// <param name="Code">What the page that was returned to got.</param>
/// <param name="Verifier">What the <c>challenge</c> of the start was made of.</param>
/// <param name="Password">To link the account that has the same e-mail address.</param>
/// <param name="Handle">For a new account; without it one is made.</param>
public sealed record CompleteSignInRequest(string? Code, string? Verifier, string? Password, string? Handle);

/// <summary>
/// Signing in by way of GitHub or Google. A page makes a secret, begins with the SHA-256 of it, is returned to with a one-time
/// code, and exchanges code and secret for tokens: a code that somebody else sees, or slips in, is worth nothing.
/// </summary>
public static class ExternalSignInApi
{
    private const string Path = "/v1/auth/external";
    private const string Cookie = "promptgrid-external";
    private const string ReturnToDefault = "/login";
    private const int ReturnToLengthMax = 500;
    private const int CodeLengthMax = 2_000;

    private static readonly GivesTokensMetadata GivesTokens = new();

    public static void MapExternalSignIn(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup(Path).WithTags("Accounts").WithMetadata(GivesTokens);
        group.MapGet("", (ExternalProviders providers) => Answers.Json(new ExternalProvidersView([.. providers.Names]), ApiJson.Web.ExternalProvidersView))
            .Produces<ExternalProvidersView>().WithSummary("The providers one may sign in with");
        group.MapGet("/{provider}/start", Start).Produces(302).ProducesProblem(400).ProducesProblem(404).WithSummary("Send a browser to a provider; needs challenge (S256), takes returnTo");
        group.MapGet("/{provider}/callback", CallbackAsync).Produces(302).ProducesProblem(400).ProducesProblem(404).WithSummary("Where a provider sends the browser back to");
        group.MapPost("/complete", CompleteAsync).Accepts<CompleteSignInRequest>("application/json").Produces<SessionView>().ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(409)
            .WithSummary("Exchange a one-time code for tokens");
    }

    private static IResult Start(string provider, HttpContext context, ExternalProviders providers, ExternalTickets tickets, IOptions<ExternalSignInOptions> options, TimeProvider time)
    {
        if (!providers.IsOn(provider)) return Failure.NotFound("provider").ToResult();
        if (!QueryText.One(context, "challenge", ExternalTickets.SecretLengthMax).TryGet(out var challenge, out var failure)) return failure.ToResult();
        if (!QueryText.One(context, "returnTo", ReturnToLengthMax).TryGet(out var returnTo, out failure)) return failure.ToResult();
        if (!ExternalTickets.IsSecret(challenge)) return Failure.Invalid("challenge", "must be the base64url SHA-256 of a secret").ToResult();
        returnTo ??= ReturnToDefault;
        if (!MayReturnTo(returnTo, options.Value)) return Failure.Invalid("returnTo", "must be a path of this server, or an address of a configured origin").ToResult();

        var (state, verifier) = (ExternalTickets.Secret(), ExternalTickets.Secret());
        var pending = new PendingSignIn(provider, state, verifier, challenge!, returnTo, time.GetUtcNow() + ExternalTickets.PendingFor);
        context.Response.Cookies.Append(Cookie, tickets.Seal(pending), CookieOptions(context, ExternalTickets.PendingFor));
        return TypedResults.Redirect(providers.AuthorizeAddress(provider, CallbackOf(context, provider, options.Value), state, ExternalTickets.ChallengeOf(verifier)));
    }

    private static async Task<IResult> CallbackAsync(string provider, HttpContext context, ExternalProviders providers, ExternalTickets tickets, IOptions<ExternalSignInOptions> options, IIdGenerator ids, TimeProvider time)
    {
        if (!providers.IsOn(provider)) return Failure.NotFound("provider").ToResult();
        if (!QueryText.One(context, "state", ExternalTickets.SecretLengthMax).TryGet(out var state, out var failure)) return failure.ToResult();
        if (!QueryText.One(context, "code", CodeLengthMax).TryGet(out var code, out failure)) return failure.ToResult();
        var pending = tickets.OpenPending(context.Request.Cookies[Cookie]);
        if (pending is null || pending.Provider != provider || !ExternalTickets.AreSame(pending.State, state))
        {
            // Who waited too long is a person in front of a browser.
            return context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal)
                ? TypedResults.Redirect(ReturnToDefault + "?problem=stale")
                : Failure.Invalid("state", "is not of a sign-in that this browser began; begin again").ToResult();
        }

        context.Response.Cookies.Delete(Cookie, CookieOptions(context, TimeSpan.Zero));
        if (code is null) return Return(pending, "error", "denied");
        var identity = await providers.IdentifyAsync(provider, code, CallbackOf(context, provider, options.Value), pending.Verifier, context.RequestAborted);
        if (identity is null) return Return(pending, "error", "failed");
        return Return(pending, "code", tickets.Seal(new ConfirmedSignIn(ids.New("ext"), identity, pending.Challenge, time.GetUtcNow() + ExternalTickets.ConfirmedFor)));
    }

    private static async Task<IResult> CompleteAsync(HttpContext context, ExternalAccounts accounts, SignIns signIns, ILedgerReader reader)
    {
        if (!(await JsonBody.ReadAsync(context, ApiJson.Web.CompleteSignInRequest)).TryGet(out var body, out var failure)) return failure.ToResult();
        return (await accounts.CompleteAsync(body.Value, context.RequestAborted)).TryGet(out var user, out failure)
            ? await AuthApi.AnswerAsync(context, await signIns.OpenAsync(user, context.Request.Headers.UserAgent), reader)
            : failure.ToResult();
    }

    private static Microsoft.AspNetCore.Http.HttpResults.RedirectHttpResult Return(PendingSignIn pending, string name, string value) =>
        TypedResults.Redirect(QueryHelpers.AddQueryString(pending.ReturnTo, name, value));

    /// <summary>A path here (and no other host in disguise), or a page of an origin that was allowed.</summary>
    private static bool MayReturnTo(string address, ExternalSignInOptions options) =>
        address.StartsWith('/')
            ? Web.Layout.Address.IsLocal(address)
            : TextRules.IsWebUrl(address) && options.ReturnOrigins.Contains(new Uri(address).GetLeftPart(UriPartial.Authority), StringComparer.OrdinalIgnoreCase);

    private static string CallbackOf(HttpContext context, string provider, ExternalSignInOptions options)
    {
        var server = options.PublicUrl is { Length: > 0 } given ? given.TrimEnd('/') : $"{context.Request.Scheme}://{context.Request.Host}{context.Request.PathBase}";
        return $"{server}{Path}/{provider}/callback";
    }

    // Lax: the provider's redirect is a navigation from another site, which must bring the cookie along.
    private static CookieOptions CookieOptions(HttpContext context, TimeSpan age) =>
        new() { HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = context.Request.IsHttps, Path = Path, MaxAge = age, IsEssential = true };
}
