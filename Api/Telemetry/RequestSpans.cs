using Microsoft.AspNetCore.Http.Features;

namespace PromptGrid.Api.Telemetry;

/// <summary>Names the span of a request by its method and route. In the pipeline only where spans are sent.</summary>
internal static class RequestSpans
{
    public static Task NameAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Features.Get<IHttpActivityFeature>()?.Activity is { IsAllDataRequested: true } span && context.GetEndpoint() is RouteEndpoint { RoutePattern.RawText: { } route })
        {
            span.DisplayName = $"{context.Request.Method} {route}";
            span.SetTag("http.route", route);
        }

        return next(context);
    }
}
