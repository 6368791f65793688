using Microsoft.AspNetCore.Http.HttpResults;
using PromptGrid.Api.Http;
using PromptGrid.Web.Errors;

namespace PromptGrid.Api.Pages;

/// <summary>Errors for people: a page instead of problem+json, for addresses of the site that a browser asked for.</summary>
internal static class ErrorPages
{
    private static readonly string[] ForPrograms = ["/v1", "/healthz", "/openapi", "/assets", "/feeds", "/oembed"];

    public static ErrorModel Model(HttpContext context, int status) => new(status, Problems.TraceId(context));

    /// <summary>Writes the page; false when this request is not a reader's, or no page can be made now.</summary>
    public static async Task<bool> TryWriteAsync(HttpContext context, int status)
    {
        var request = context.Request;
        if (!request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal) || ForPrograms.Any(p => request.Path.StartsWithSegments(p))) return false;
        try
        {
            // Whoever is refused for load or a fault must not cause more of it by the look-up of their name.
            await PageRequest.SiteAsync(context, withViewer: status is not (429 or 503));
            await new RazorComponentResult<ErrorPage>(new { Model = Model(context, status) }) { StatusCode = status }.ExecuteAsync(context);
            return true;
        }
        catch (Exception) when (!context.Response.HasStarted)
        {
            // What broke the request breaks its page, too: problem+json needs nothing.
            context.Response.StatusCode = status;
            return false;
        }
    }
}
