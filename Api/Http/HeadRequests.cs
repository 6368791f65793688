namespace PromptGrid.Api.Http;

/// <summary>
/// HEAD is answered wherever GET is, with the same status and headers: the endpoint of GET runs, and the server sends no
/// body. Not so where an answer has no end or is made for its body alone (live streams, exports), nor where GET does
/// something (signing in by way of a provider).
/// </summary>
internal static class HeadRequests
{
    private static readonly AskedByHead Asked = new();

    /// <summary>Stands around routing: the method is GET while the endpoint is looked for, and HEAD again when it runs.</summary>
    public static void UseRoutingWithHead(this WebApplication app)
    {
        app.Use(static (context, next) =>
        {
            if (HttpMethods.IsHead(context.Request.Method) && IsAnswered(context.Request.Path))
            {
                context.Features.Set(Asked);
                context.Request.Method = HttpMethods.Get;
            }

            return next(context);
        });
        app.UseRouting();
        app.Use(static (context, next) =>
        {
            if (context.Features.Get<AskedByHead>() is not null) context.Request.Method = HttpMethods.Head;
            return next(context);
        });
    }

    /// <summary>Whether this address takes HEAD, if it takes GET.</summary>
    /// <remarks>Compared as routing does, to which neither case nor a slash at the end matters.</remarks>
    public static bool IsAnswered(PathString path)
    {
        if (path.StartsWithSegments("/login/external", StringComparison.OrdinalIgnoreCase)) return false;
        if (!path.StartsWithSegments("/v1", StringComparison.OrdinalIgnoreCase, out var rest)) return true;
        var name = rest.Value.AsSpan().TrimEnd('/');
        return !rest.StartsWithSegments("/auth", StringComparison.OrdinalIgnoreCase)
            && !name.EndsWith("/stream", StringComparison.OrdinalIgnoreCase) && !name.EndsWith("/export", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Adds HEAD to the methods that a 405 names.</summary>
    public static void Allow(HttpContext context)
    {
        var allowed = context.Response.Headers.Allow.ToString();
        if (IsAnswered(context.Request.Path) && allowed.Split(", ") is var methods && methods.Contains(HttpMethods.Get) && !methods.Contains(HttpMethods.Head))
            context.Response.Headers.Allow = allowed + ", " + HttpMethods.Head;
    }

    private sealed class AskedByHead;
}
