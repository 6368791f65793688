using PromptGrid.Api.Http;

namespace PromptGrid.Api.Auth;

/// <summary>Finds out who is asking. No token means nobody; a token that is not valid is refused everywhere, so that a
/// client notices.</summary>
public sealed class CallerMiddleware(RequestDelegate next, Tokens tokens)
{
    private const string Scheme = "Bearer ";

    public Task InvokeAsync(HttpContext context)
    {
        var authorization = context.Request.Headers.Authorization;
        return authorization.Count == 0 ? next(context) : VerifyAsync(context, authorization.ToString());
    }

    private async Task VerifyAsync(HttpContext context, string authorization)
    {
        var caller = authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? await tokens.VerifyAccessAsync(authorization[Scheme.Length..].Trim())
            : null;
        if (caller is null)
        {
            await Problems.WriteAsync(context, new Failure(FailureCode.Unauthenticated, "The token is not valid or has expired."));
            return;
        }

        context.SetCaller(caller);
        await next(context);
    }
}
