namespace PromptGrid.Api.Http;

/// <summary>What every request and answer has: an id, safe headers, a well-formed Idempotency-Key.</summary>
public sealed class RequestShape(RequestDelegate next)
{
    private const string RequestId = "X-Request-Id";

    public Task InvokeAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers[RequestId] = context.Request.Headers.TryGetValue(RequestId, out var given) && IsId(given.ToString()) ? given.ToString() : context.TraceIdentifier;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "strict-origin-when-cross-origin";
        headers.ContentSecurityPolicy = "default-src 'self'; img-src 'self' https: data:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";
        return Idempotency.HasInvalidKey(context)
            ? Problems.WriteAsync(context, Failure.Invalid(Idempotency.Header, $"must be 1–{Idempotency.KeyLengthMax} visible ASCII characters"))
            : next(context);
    }

    private static bool IsId(string id) => id.Length is > 0 and <= 128 && id.All(c => c is > ' ' and < '\x7f');
}
