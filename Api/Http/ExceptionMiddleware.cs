using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using PromptGrid.Search;

namespace PromptGrid.Api.Http;

/// <summary>Broken infrastructure becomes 503, a malformed request 4xx; only a bug is left, logged with its trace id.</summary>
public sealed partial class ExceptionMiddleware(RequestDelegate next, ILogger<ExceptionMiddleware> logger)
{
    /// <summary>What an endpoint may have said about an answer that does not come; what every answer says stays.</summary>
    private static readonly string[] BodyHeaders = [HeaderNames.ContentType, HeaderNames.ContentLength, HeaderNames.ContentEncoding, HeaderNames.ETag, HeaderNames.Location];

    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client is gone: nobody reads an answer.
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            foreach (var header in BodyHeaders) context.Response.Headers.Remove(header);
            await Problems.WriteAsync(context, Translate(context, e));
        }
        catch (Exception e)
        {
            LogBrokenOff(Problems.TraceId(context), e);
            context.Features.Get<IHttpRequestLifetimeFeature>()?.Abort();
        }
    }

    private Failure Translate(HttpContext context, Exception e)
    {
        switch (e)
        {
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }:
                return new Failure(FailureCode.TooLarge, "The body is larger than this address takes.");
            case BadHttpRequestException:
                return new Failure(FailureCode.Validation, "The request is malformed.");
            case SearchUnavailableException:
                return new Failure(FailureCode.SearchUnavailable, "Search is not available now; try again soon.");
            case OperationCanceledException:
            case var _ when Infrastructure.IsAway(e):
                LogUnavailable(Problems.TraceId(context), e);
                return new Failure(FailureCode.Unavailable, "It is not known whether this took effect; repeat it with the same Idempotency-Key.");
            default:
                LogBug(Problems.TraceId(context), e);
                return new Failure(FailureCode.Unavailable, "Something went wrong on our side.");
        }
    }

    [LoggerMessage(EventIds.RequestFailed, LogLevel.Error, "Request {TraceId} failed by a bug.")]
    private partial void LogBug(string traceId, Exception exception);

    [LoggerMessage(EventIds.InfrastructureAway, LogLevel.Warning, "Request {TraceId} found its infrastructure away.")]
    private partial void LogUnavailable(string traceId, Exception exception);

    [LoggerMessage(EventIds.ResponseBrokenOff, LogLevel.Warning, "The answer to request {TraceId} broke off.")]
    private partial void LogBrokenOff(string traceId, Exception exception);
}
