using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;

namespace PromptGrid.Api.Tests.Accounts;

/// <summary>GitHub and Google as far as the protocol goes, on the loopback address: it holds everything a client sends against
/// RFC 6749 and RFC 7636, and refuses what is wrong.</summary>
internal sealed class OAuthStandIn : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, (string Challenge, string Callback)> _codes = new();

    private OAuthStandIn()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.MapGet("/authorize", Authorize);
        _app.MapPost("/token", (Delegate)TokenAsync);
        _app.MapGet("/user", (HttpContext context) => Signed(context, Json(GitHubUser)));
        _app.MapGet("/emails", (HttpContext context) => Signed(context, Json(GitHubEmails)));
        _app.MapGet("/userinfo", (HttpContext context) => Signed(context, Json(GoogleUser)));
    }

    public object GitHubUser { get; set; } = new { id = 583231, login = "Octo-Cat", name = "Octo Cat" };

    public object GitHubEmails { get; set; } = new[] { new { email = "other@example.com", primary = false, verified = true }, new { email = "octo@example.com", primary = true, verified = true } };

    public object GoogleUser { get; set; } = new { sub = "1098", email = "g.user@example.com", email_verified = true, name = "G User" };

    /// <summary>Whether whoever comes says no.</summary>
    public bool IsDenied { get; set; }

    public int Exchanges { get; private set; }

    public string Address => _app.Urls.First();

    public static async Task<OAuthStandIn> StartAsync()
    {
        var standIn = new OAuthStandIn();
        await standIn._app.StartAsync();
        return standIn;
    }

    public (string Name, string? Value)[] Settings =>
    [
        ("ExternalSignIn:GitHub:ClientId", "grid"), ("ExternalSignIn:GitHub:ClientSecret", "s3cret"),
        ("ExternalSignIn:GitHub:AuthorizeUrl", Address + "/authorize"), ("ExternalSignIn:GitHub:TokenUrl", Address + "/token"),
        ("ExternalSignIn:GitHub:UserUrl", Address + "/user"), ("ExternalSignIn:GitHub:EmailsUrl", Address + "/emails"),
        ("ExternalSignIn:Google:ClientId", "grid"), ("ExternalSignIn:Google:ClientSecret", "s3cret"),
        ("ExternalSignIn:Google:AuthorizeUrl", Address + "/authorize"), ("ExternalSignIn:Google:TokenUrl", Address + "/token"),
        ("ExternalSignIn:Google:UserUrl", Address + "/userinfo"),
    ];

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private IResult Authorize(HttpContext context)
    {
        var query = context.Request.Query;
        if (query["response_type"] != "code" || query["client_id"] != "grid" || query["code_challenge_method"] != "S256" || query["code_challenge"].ToString().Length != 43
            || string.IsNullOrEmpty(query["state"]) || string.IsNullOrEmpty(query["scope"])) return Results.BadRequest();
        if (IsDenied) return Results.Redirect(QueryHelpers.AddQueryString(query["redirect_uri"]!, new Dictionary<string, string?> { ["error"] = "access_denied", ["state"] = query["state"] }));
        var code = Convert.ToHexString(RandomNumberGenerator.GetBytes(12));
        _codes[code] = (query["code_challenge"]!, query["redirect_uri"]!);
        return Results.Redirect(QueryHelpers.AddQueryString(query["redirect_uri"]!, new Dictionary<string, string?> { ["code"] = code, ["state"] = query["state"] }));
    }

    private async Task<IResult> TokenAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync();
        Exchanges++;
        var right = form["grant_type"] == "authorization_code" && form["client_id"] == "grid" && form["client_secret"] == "s3cret"
            && _codes.TryRemove(form["code"].ToString(), out var known) && known.Callback == form["redirect_uri"]
            && WebEncoders.Base64UrlEncode(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString()))) == known.Challenge;
        // GitHub tells an error with status 200.
        return Json(right ? new { access_token = "provider-token", token_type = "bearer" } : new { error = "bad_verification_code" });
    }

    private static IResult Signed(HttpContext context, IResult answer) => context.Request.Headers.Authorization == "Bearer provider-token" ? answer : Results.StatusCode(401);

    private static IResult Json(object value) => Results.Text(JsonSerializer.Serialize(value), "application/json");
}
