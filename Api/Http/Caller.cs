namespace PromptGrid.Api.Http;

/// <summary>Who is asking, as the token says.</summary>
/// <param name="SessionId">The session of an access token; empty for an API key.</param>
/// <param name="Key">The API key that was sent; null for a session.</param>
public sealed record Caller(string UserId, string SessionId, KeyGrant? Key = null);

/// <summary>What an API key allows.</summary>
public sealed record KeyGrant(string KeyId, bool MayWrite);

public static class CallerExtensions
{
    private static readonly object Key = new();

    /// <summary>The signed-in caller; null for nobody.</summary>
    public static Caller? Caller(this HttpContext context) => context.Items.TryGetValue(Key, out var caller) ? (Caller?)caller : null;

    public static string? CallerId(this HttpContext context) => context.Caller()?.UserId;

    public static void SetCaller(this HttpContext context, Caller caller) => context.Items[Key] = caller;

    /// <summary>Refuses a request without a valid token, before the endpoint runs.</summary>
    public static RouteHandlerBuilder RequireCaller(this RouteHandlerBuilder builder) => builder
        .AddEndpointFilter(static (invocation, next) => invocation.HttpContext.Caller() is null ? ValueTask.FromResult<object?>(SignInFirst()) : next(invocation))
        .WithMetadata(new RequiresCallerMetadata())
        .ProducesProblem(401);

    /// <summary>Refuses a request without a session's token: an API key cannot be used to take an account over.</summary>
    public static RouteHandlerBuilder RequireSession(this RouteHandlerBuilder builder) => builder
        .AddEndpointFilter(static (invocation, next) => invocation.HttpContext.Caller() switch
        {
            null => ValueTask.FromResult<object?>(SignInFirst()),
            { Key: not null } => ValueTask.FromResult<object?>(new Failure(FailureCode.Forbidden, "An API key may not do this; sign in.").ToResult()),
            _ => next(invocation),
        })
        .WithMetadata(new RequiresCallerMetadata())
        .ProducesProblem(401).ProducesProblem(403);

    private static IResult SignInFirst() => new Failure(FailureCode.Unauthenticated, "This needs a signed-in user: send Authorization: Bearer <token>.").ToResult();
}

/// <summary>Marks endpoints that need a signed-in caller, for the API description.</summary>
public sealed class RequiresCallerMetadata;
