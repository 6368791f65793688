using PromptGrid.Api.Http;
using PromptGrid.Api.Limits;

namespace PromptGrid.Api.Auth;

/// <summary>
/// Finds out who is asking. No token means nobody; a token that is not valid is refused everywhere, so that a client
/// notices. Where one comes to get a token, the old one does not matter. Without a token the site's cookie speaks, for
/// writes only when they come from our own pages; a cookie that is not valid any more means nobody.
/// </summary>
public sealed class CallerMiddleware(RequestDelegate next, Tokens tokens, ApiKeys keys, RateLimits limits)
{
    private const string Scheme = "Bearer ";

    public Task InvokeAsync(HttpContext context)
    {
        var authorization = context.Request.Headers.Authorization;
        if (authorization.Count == 0 && SiteCookie.Read(context) is null) return next(context);
        if (context.GetEndpoint()?.Metadata.GetMetadata<GivesTokensMetadata>() is not null) return next(context);
        if (authorization.Count == 0) return VerifyCookieAsync(context, SiteCookie.Read(context)!);
        var token = Token(authorization.ToString());
        // Nearly every token was seen just now: then there is nothing to wait for, and no copy of it to make.
        if (tokens.FindTrusted(token) is not { } caller) return VerifyAsync(context, token.ToString());
        context.SetCaller(caller);
        return next(context);
    }

    private static ReadOnlySpan<char> Token(string authorization) =>
        authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? authorization.AsSpan(Scheme.Length).Trim() : [];

    private async Task VerifyAsync(HttpContext context, string token)
    {
        var caller = token.Length > 0 ? await FindAsync(token) : null;
        if (caller is null)
        {
            // Guessing costs as much as anything else.
            await Problems.WriteAsync(context, limits.Take(context) ?? new Failure(FailureCode.Unauthenticated, "The token is not valid or has expired."));
            return;
        }

        context.SetCaller(caller);
        if (caller.Key is { MayWrite: false } && !SameOrigin.IsSafe(context.Request.Method))
        {
            await Problems.WriteAsync(context, limits.Take(context) ?? new Failure(FailureCode.Forbidden, "This API key may only read."));
            return;
        }

        await next(context);
    }

    private ValueTask<Caller?> FindAsync(string token) => ApiKeys.IsMeant(token) ? keys.VerifyAsync(token) : tokens.VerifyAccessAsync(token);

    private async Task VerifyCookieAsync(HttpContext context, string cookie)
    {
        if (!SameOrigin.IsSafe(context.Request.Method) && !SameOrigin.Holds(context, provesIt: true))
        {
            await Problems.WriteAsync(context, limits.Take(context) ?? new Failure(FailureCode.Forbidden, "A cookie speaks only for requests of our own pages; send a token instead."));
            return;
        }

        if (await tokens.VerifySiteAsync(cookie) is { } caller) context.SetCaller(caller);
        await next(context);
    }
}

/// <summary>Marks endpoints that give tokens: they are for callers whose own has expired, too.</summary>
public sealed class GivesTokensMetadata;
