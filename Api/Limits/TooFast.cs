using System.Globalization;

namespace PromptGrid.Api.Limits;

/// <summary>The one way to say that somebody is too fast.</summary>
internal static class TooFast
{
    /// <summary>Writes <c>Retry-After</c> and says what the limit is.</summary>
    /// <param name="limit">Such as "30 comments a minute".</param>
    public static Failure Refuse(HttpContext context, TimeSpan wait, string limit)
    {
        var seconds = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds));
        context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return new Failure(FailureCode.RateLimited, string.Create(CultureInfo.InvariantCulture, $"At most {limit}; come back in {seconds} s."));
    }
}
