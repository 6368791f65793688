using PromptGrid.Grains.Interfaces.Prompts;

namespace PromptGrid.Api.Http;

/// <summary>The <c>Idempotency-Key</c> header.</summary>
public static class Idempotency
{
    public const string Header = "Idempotency-Key";
    public const string ReplayedHeader = "Idempotency-Replayed";
    public const int KeyLengthMax = 128;

    /// <summary>The operation that this request repeats or starts; null without a key.</summary>
    /// <param name="bodyHash">Hash of the body, so that the same key with another body is noticed.</param>
    /// <param name="userId">Whose operation it is, where a token in the body says so; else the caller's.</param>
    public static Result<OperationStamp?> Read(HttpContext context, string bodyHash, string? userId = null)
    {
        if (!context.Request.Headers.TryGetValue(Header, out var values)) return (OperationStamp?)null;
        var key = values.ToString();
        if (!IsKey(key)) return InvalidKey();
        var fingerprint = ContentHash.Of(context.Request.Method, context.Request.Path, bodyHash);
        return new OperationStamp($"{userId ?? context.CallerId() ?? "anonymous"}:{key}", fingerprint);
    }

    /// <summary>Every POST may carry a key; one that cannot be a key is refused before the endpoint runs.</summary>
    public static Task RefuseInvalidKey(HttpContext context, RequestDelegate next) =>
        HttpMethods.IsPost(context.Request.Method) && context.Request.Headers.TryGetValue(Header, out var values) && !IsKey(values.ToString())
            ? Problems.WriteAsync(context, InvalidKey())
            : next(context);

    public static void MarkReplayed(HttpContext context, bool replayed)
    {
        if (replayed) context.Response.Headers[ReplayedHeader] = "true";
    }

    /// <summary>The key came with another request before.</summary>
    public static Failure UsedForAnother() => new(FailureCode.Conflict, "This Idempotency-Key was used for another request.");

    private static Failure InvalidKey() => Failure.Invalid(Header, $"must be 1–{KeyLengthMax} visible ASCII characters");

    private static bool IsKey(string key) => key.Length is > 0 and <= KeyLengthMax && key.All(c => c is > ' ' and < '\x7f');
}
