using Microsoft.Extensions.Options;
using PromptGrid.Api.Auth.External;

namespace PromptGrid.Api.Http;

/// <summary>What every answer has: an id and safe headers. What every request may have: an address and headers of some length.</summary>
public sealed class RequestShape(RequestDelegate next, IOptions<ExternalSignInOptions> externalSignIn)
{
    /// <summary>Characters of path and query.</summary>
    public const int AddressLengthMax = 8 * 1024;

    /// <summary>Characters of the names and values of all headers.</summary>
    public const int HeadersLengthMax = 32 * 1024;

    public const int HeadersMax = 100;

    private static readonly Failure AddressTooLong = new(FailureCode.AddressTooLong, $"Path and query have more than {AddressLengthMax} characters.");
    private static readonly Failure HeadersTooLarge = new(FailureCode.HeadersTooLarge, $"There are more than {HeadersMax} headers, or they have more than {HeadersLengthMax} characters.");

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
        return Check(context.Request) is { } failure ? Problems.WriteAsync(context, failure) : next(context);
    }

    private static Failure? Check(HttpRequest request)
    {
        if (request.Path.Value!.Length + request.QueryString.Value!.Length > AddressLengthMax) return AddressTooLong;
        var length = 0;
        foreach (var (name, values) in request.Headers) length += name.Length + values.ToString().Length;
        return request.Headers.Count > HeadersMax || length > HeadersLengthMax ? HeadersTooLarge : null;
    }

    private static bool IsId(string id) => id.Length is > 0 and <= 128 && id.All(c => c is > ' ' and < '\x7f');
}
