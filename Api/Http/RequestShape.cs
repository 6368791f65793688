using Microsoft.Extensions.Options;
using PromptGrid.Api.Auth.External;

namespace PromptGrid.Api.Http;

/// <summary>What every answer has: an id and safe headers.</summary>
public sealed class RequestShape(RequestDelegate next, IOptions<ExternalSignInOptions> externalSignIn)
{
    private const string RequestId = "X-Request-Id";
    // A form that begins to sign in ends at a provider, and browsers hold the policy against that, too.
    private readonly string _policy = string.Join(' ', [
        "default-src 'self'; object-src 'none'; img-src 'self' https: data:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
        .. externalSignIn.Value.AuthorizeOrigins(),
    ]);

    public Task InvokeAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers[RequestId] = context.Request.Headers.TryGetValue(RequestId, out var given) && IsId(given.ToString()) ? given.ToString() : context.TraceIdentifier;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "strict-origin-when-cross-origin";
        headers.ContentSecurityPolicy = context.Request.Path.StartsWithSegments("/docs", out var rest) && rest.HasValue
            // Swagger UI puts style attributes into its page.
            ? _policy + "; style-src 'self' 'unsafe-inline'"
            : _policy;
        return next(context);
    }

    private static bool IsId(string id) => id.Length is > 0 and <= 128 && id.All(c => c is > ' ' and < '\x7f');
}
