namespace PromptGrid.Api.Http;

/// <summary>Who is asking, as the token says.</summary>
public sealed record Caller(string UserId, string SessionId);

public static class CallerExtensions
{
    private static readonly object Key = new();

    /// <summary>The signed-in caller; null for nobody.</summary>
    public static Caller? Caller(this HttpContext context) => context.Items.TryGetValue(Key, out var caller) ? (Caller?)caller : null;

    public static string? CallerId(this HttpContext context) => context.Caller()?.UserId;

    public static void SetCaller(this HttpContext context, Caller caller) => context.Items[Key] = caller;

    /// <summary>Refuses a request without a valid token, before the endpoint runs.</summary>
    public static RouteHandlerBuilder RequireCaller(this RouteHandlerBuilder builder) => builder
        .AddEndpointFilter(static (invocation, next) => invocation.HttpContext.Caller() is null
            ? ValueTask.FromResult<object?>(new Failure(FailureCode.Unauthenticated, "This needs a signed-in user: send Authorization: Bearer <token>.").ToResult())
            : next(invocation))
        .WithMetadata(new RequiresCallerMetadata())
        .ProducesProblem(401);
}

/// <summary>Marks endpoints that need a signed-in caller, for the API description.</summary>
public sealed class RequiresCallerMetadata;
