using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using PromptGrid.Api.Auth;
using PromptGrid.Api.Http;
using PromptGrid.Web.Errors;

namespace PromptGrid.Api.Pages;

/// <summary>Answers with pages.</summary>
public static class PageResult
{
    /// <summary>A page's address. Like everything of the site, it is not in the description of the API.</summary>
    public static RouteHandlerBuilder MapPage(this IEndpointRouteBuilder routes, string path, Delegate handler) => routes.MapGet(path, handler).ExcludeFromDescription();

    /// <summary>A form's address; the handler begins with <see cref="SiteForm.ReadAsync"/>.</summary>
    public static RouteHandlerBuilder MapForm(this IEndpointRouteBuilder routes, string path, Delegate handler) => routes.MapPost(path, handler).ExcludeFromDescription();

    /// <summary>Renders a page component for this request.</summary>
    /// <param name="parameters">The component's parameters, as an anonymous object or a dictionary.</param>
    public static async Task<IResult> RenderAsync<TPage>(HttpContext context, object parameters, int status = StatusCodes.Status200OK)
        where TPage : IComponent
    {
        await PageRequest.SiteAsync(context);
        // Who is signed in and which language they read stand in every page: no shared cache may keep one.
        context.Response.Headers.CacheControl = "private, no-cache";
        context.Response.Headers.Append(HeaderNames.Vary, "Cookie, Accept-Language");
        return new RazorComponentResult<TPage>(parameters) { StatusCode = status };
    }

    /// <summary>The page that says why there is nothing to see.</summary>
    public static Task<IResult> ErrorAsync(HttpContext context, Failure failure) =>
        RenderAsync<ErrorPage>(context, new { Model = ErrorPages.Model(context, Problems.Describe(failure.Code).Status) }, Problems.Describe(failure.Code).Status);

    /// <summary>Sends a browser on after a form was taken.</summary>
    /// <param name="path">Where to; anything but a path of this site leads home.</param>
    public static IResult SeeOther(string? path) => new SeeOtherResult(Web.Layout.Address.IsLocal(path) ? path! : "/");

    /// <summary>Sends nobody to the sign-in page, which leads back. Pages are for people: an API key is refused, because behind
    /// some of them one rules the account.</summary>
    public static RouteHandlerBuilder RequireViewer(this RouteHandlerBuilder builder) => builder.AddEndpointFilter(static (invocation, next) =>
    {
        var request = invocation.HttpContext.Request;
        if (invocation.HttpContext.Caller() is { } caller)
        {
            return caller.Key is null ? next(invocation) : ValueTask.FromResult<object?>(new Failure(FailureCode.Forbidden, "An API key may not do this; sign in.").ToResult());
        }

        var back = SameOrigin.IsSafe(request.Method) ? request.Path.ToUriComponent() + request.QueryString.ToUriComponent() : "/";
        return ValueTask.FromResult<object?>(SeeOther("/login?return=" + Uri.EscapeDataString(back)));
    });

    private sealed class SeeOtherResult(string path) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
            httpContext.Response.Headers.Location = path;
            httpContext.Response.Headers.CacheControl = "no-store";
            return Task.CompletedTask;
        }
    }
}
