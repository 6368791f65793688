using PromptGrid.Api.Http;
using PromptGrid.Api.Limits;

namespace PromptGrid.Api.Auth;

/// <summary>Finds out who is asking. No token means nobody; a token that is not valid is refused everywhere, so that a
/// client notices. Where one comes to get a token, the old one does not matter.</summary>
public sealed class CallerMiddleware(RequestDelegate next, Tokens tokens, ApiKeys keys, RateLimits limits)
{
    private const string Scheme = "Bearer ";

    public Task InvokeAsync(HttpContext context)
    {
        var authorization = context.Request.Headers.Authorization;
        return authorization.Count == 0 || context.GetEndpoint()?.Metadata.GetMetadata<GivesTokensMetadata>() is not null
            ? next(context)
            : VerifyAsync(context, authorization.ToString());
    }

    private async Task VerifyAsync(HttpContext context, string authorization)
    {
        var caller = authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? await FindAsync(authorization[Scheme.Length..].Trim()) : null;
        if (caller is null)
        {
            // Guessing costs as much as anything else.
            await Problems.WriteAsync(context, limits.Take(context) ?? new Failure(FailureCode.Unauthenticated, "The token is not valid or has expired."));
            return;
        }

        context.SetCaller(caller);
        if (caller.Key is { MayWrite: false } && !IsRead(context.Request.Method))
        {
            await Problems.WriteAsync(context, limits.Take(context) ?? new Failure(FailureCode.Forbidden, "This API key may only read."));
            return;
        }

        await next(context);
    }

    private ValueTask<Caller?> FindAsync(string token) => ApiKeys.IsMeant(token) ? keys.VerifyAsync(token) : tokens.VerifyAccessAsync(token);

    private static bool IsRead(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);
}

/// <summary>Marks endpoints that give tokens: they are for callers whose own has expired, too.</summary>
public sealed class GivesTokensMetadata;
