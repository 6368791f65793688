namespace PromptGrid.Api.Http;

/// <summary>What every answer has: an id and safe headers.</summary>
public sealed class RequestShape(RequestDelegate next)
{
    private const string RequestId = "X-Request-Id";
    private const string Policy = "default-src 'self'; object-src 'none'; img-src 'self' https: data:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

    // Swagger UI, below /docs/, puts style attributes into its page.
    private const string DocumentationPolicy = Policy + "; style-src 'self' 'unsafe-inline'";

    public Task InvokeAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers[RequestId] = context.Request.Headers.TryGetValue(RequestId, out var given) && IsId(given.ToString()) ? given.ToString() : context.TraceIdentifier;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "strict-origin-when-cross-origin";
        headers.ContentSecurityPolicy = context.Request.Path.StartsWithSegments("/docs", out var rest) && rest.HasValue ? DocumentationPolicy : Policy;
        return next(context);
    }

    private static bool IsId(string id) => id.Length is > 0 and <= 128 && id.All(c => c is > ' ' and < '\x7f');
}
