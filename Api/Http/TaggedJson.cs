using Microsoft.Net.Http.Headers;
using PromptGrid.Api.Auth;
using PromptGrid.Api.Prompts;

namespace PromptGrid.Api.Http;

/// <summary>JSON with a strong ETag; 304 when the client has it.</summary>
/// <param name="isPersonal">True when only this caller may keep it.</param>
public sealed class TaggedJson(byte[] body, string etag, bool isPersonal) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.Headers.ETag = etag;
        response.Headers.CacheControl = isPersonal ? "private, no-cache" : "public, no-cache";
        response.Headers.Vary = HeaderNames.Authorization;
        // The answer to an edit is tagged too, and If-None-Match says nothing about it.
        if (SameOrigin.IsSafe(httpContext.Request.Method) && ETags.Matches(httpContext.Request.Headers.IfNoneMatch, etag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = Answers.JsonType;
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, httpContext.RequestAborted);
    }
}
