using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using PromptGrid.Api.Json;
using PromptGrid.Api.Pages;
using PromptGrid.Api.Telemetry;

namespace PromptGrid.Api.Http;

/// <summary>An error as the API tells it (RFC 9457).</summary>
public sealed record Problem(
    string Type,
    string Title,
    int Status,
    string Detail,
    string Code,
    string TraceId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ImmutableSortedDictionary<string, ImmutableArray<string>>? Errors);

/// <summary>The one place where failures become answers: problem+json, or a page for somebody who reads one.</summary>
public static class Problems
{
    public const string ContentType = "application/problem+json";

    /// <summary>Status, code and title of each failure.</summary>
    public static (int Status, string Code, string Title) Describe(FailureCode code) => code switch
    {
        FailureCode.Validation => (400, "validation", "The request is not valid"),
        FailureCode.Unauthenticated => (401, "unauthenticated", "Sign in first"),
        FailureCode.Forbidden => (403, "forbidden", "Not allowed"),
        FailureCode.NotFound => (404, "not-found", "Not found"),
        FailureCode.Conflict => (409, "conflict", "Conflict"),
        FailureCode.PreconditionFailed => (412, "precondition-failed", "It was changed meanwhile"),
        FailureCode.PreconditionRequired => (428, "precondition-required", "If-Match is required"),
        FailureCode.TooLarge => (413, "too-large", "The body is too large"),
        FailureCode.UnsupportedMediaType => (415, "unsupported-media-type", "The media type is not supported"),
        FailureCode.RateLimited => (429, "rate-limited", "Too many requests"),
        FailureCode.Overloaded => (503, "overloaded", "Too busy now"),
        FailureCode.SearchUnavailable => (503, "search-unavailable", "Search is not available now"),
        FailureCode.Unavailable => (503, "unavailable", "Not available now"),
        FailureCode.AddressTooLong => (414, "address-too-long", "The address is too long"),
        FailureCode.HeadersTooLarge => (431, "headers-too-large", "The headers are too large"),
        _ => throw new ArgumentOutOfRangeException(nameof(code)),
    };

    public static Task WriteAsync(HttpContext context, Failure failure)
    {
        var (status, code, title) = Describe(failure.Code);
        if (status == 503 && !context.Response.Headers.ContainsKey("Retry-After")) context.Response.Headers.RetryAfter = "1";
        if (status is 429 or 503) context.RequestServices.GetRequiredService<ApiMetrics>().Refused(code);
        if (status == 401) context.Response.Headers.WWWAuthenticate = "Bearer";
        return WriteAsync(context, status, code, title, failure.Detail, failure.Errors);
    }

    public static async Task WriteAsync(HttpContext context, int status, string code, string title, string detail, ImmutableSortedDictionary<string, ImmutableArray<string>>? errors = null)
    {
        var problem = new Problem($"urn:promptgrid:error:{code}", title, status, detail, code, TraceId(context), errors);
        context.Response.StatusCode = status;
        context.Response.Headers.CacheControl = "no-store";
        if (await ErrorPages.TryWriteAsync(context, status)) return;
        var body = JsonSerializer.SerializeToUtf8Bytes(problem, ApiJson.Web.Problem);
        context.Response.ContentType = ContentType;
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    public static string TraceId(HttpContext context) => Activity.Current?.TraceId.ToHexString() ?? context.TraceIdentifier.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A failure as an endpoint's result.</summary>
public sealed class ProblemResult(Failure failure) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext) => Problems.WriteAsync(httpContext, failure);
}

public static class ProblemResults
{
    public static IResult ToResult(this Failure failure) => new ProblemResult(failure);

    /// <summary>The value's answer, or the failure's.</summary>
    public static IResult Match<T>(this Result<T> result, Func<T, IResult> success) =>
        result.TryGet(out var value, out var failure) ? success(value) : failure.ToResult();
}
