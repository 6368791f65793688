using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace PromptGrid.Api.Media;

/// <summary>How fast one user may upload. Per node.</summary>
public sealed class UploadLimits : IDisposable
{
    private readonly int _perMinute;
    private readonly PartitionedRateLimiter<string> _limiter;

    public UploadLimits(IOptions<MediaOptions> options)
    {
        _perMinute = options.Value.UploadsPerMinute;
        _limiter = PartitionedRateLimiter.Create<string, string>(userId => RateLimitPartition.GetTokenBucketLimiter(userId, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = _perMinute,
            TokensPerPeriod = 1,
            ReplenishmentPeriod = TimeSpan.FromMinutes(1.0 / _perMinute),
            QueueLimit = 0,
            AutoReplenishment = true,
        }));
    }

    /// <summary>Takes one upload from the user's bucket; writes <c>Retry-After</c> when it is empty.</summary>
    /// <returns>Null when the upload may go on.</returns>
    public Failure? Take(HttpContext context, string userId)
    {
        using var lease = _limiter.AttemptAcquire(userId);
        if (lease.IsAcquired) return null;
        context.Response.Headers.RetryAfter = Math.Ceiling(60.0 / _perMinute).ToString(CultureInfo.InvariantCulture);
        return new Failure(FailureCode.RateLimited, $"At most {_perMinute} uploads a minute.");
    }

    public void Dispose() => _limiter.Dispose();
}
