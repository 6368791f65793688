using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace PromptGrid.Api.Moderation;

/// <summary>How fast one user may report. Per node.</summary>
public sealed class ReportLimits : IDisposable
{
    private readonly int _perHour;
    private readonly PartitionedRateLimiter<string> _limiter;

    public ReportLimits(IOptions<ModerationOptions> options)
    {
        _perHour = options.Value.ReportsPerHour;
        _limiter = PartitionedRateLimiter.Create<string, string>(userId => RateLimitPartition.GetTokenBucketLimiter(userId, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = _perHour,
            TokensPerPeriod = 1,
            ReplenishmentPeriod = TimeSpan.FromHours(1.0 / _perHour),
            QueueLimit = 0,
            AutoReplenishment = true,
        }));
    }

    /// <summary>Takes one report from the user's bucket; writes <c>Retry-After</c> when it is empty.</summary>
    /// <returns>Null when the report may go on.</returns>
    public Failure? Take(HttpContext context, string userId)
    {
        using var lease = _limiter.AttemptAcquire(userId);
        if (lease.IsAcquired) return null;
        context.Response.Headers.RetryAfter = Math.Ceiling(3_600.0 / _perHour).ToString(System.Globalization.CultureInfo.InvariantCulture);
        return new Failure(FailureCode.RateLimited, $"At most {_perHour} reports an hour.");
    }

    public void Dispose() => _limiter.Dispose();
}
