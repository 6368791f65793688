using PromptGrid.Api.Http;
using PromptGrid.Domain.Prompts;

namespace PromptGrid.Api.Moderation;

/// <summary>Finds out whether the caller moderates. Runs behind the middleware that knows the caller.</summary>
public sealed class ModeratorMiddleware(RequestDelegate next, Moderators moderators)
{
    public Task InvokeAsync(HttpContext context) =>
        moderators.Any && context.CallerId() is { } userId ? LookAsync(context, userId) : next(context);

    private async Task LookAsync(HttpContext context, string userId)
    {
        if (await moderators.IsModeratorAsync(userId, context.RequestAborted)) context.SetModerator();
        await next(context);
    }
}

/// <summary>Who looks, for <see cref="PromptAccess"/>.</summary>
public static class ViewerExtensions
{
    private static readonly object Key = new();

    public static bool IsModerator(this HttpContext context) => context.Items.ContainsKey(Key);

    internal static void SetModerator(this HttpContext context) => context.Items[Key] = true;

    /// <summary>The caller as a viewer of prompts: with what moderators may see, where the caller is one.</summary>
    public static PromptViewer Viewer(this HttpContext context) => new(context.CallerId(), context.IsModerator());

    /// <summary>Refuses callers who do not moderate, before the endpoint runs.</summary>
    public static RouteHandlerBuilder RequireModerator(this RouteHandlerBuilder builder) => builder
        .RequireCaller()
        .AddEndpointFilter(static (invocation, next) => invocation.HttpContext.IsModerator()
            ? next(invocation)
            : ValueTask.FromResult<object?>(new Failure(FailureCode.Forbidden, "This is for moderators.").ToResult()))
        .ProducesProblem(403);
}
