using System.Globalization;
using System.Net;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using PromptGrid.Api.Http;

namespace PromptGrid.Api.Limits;

/// <summary>Token buckets per caller, told to the caller in <c>RateLimit-*</c> headers. Per node.</summary>
public sealed class RateLimits : IDisposable
{
    private static readonly string[] PasswordForms = ["/login", "/signup", "/v1/me/password", "/v1/me/email", "/settings/email", "/settings/password", "/settings/logins", "/settings/delete", "/login/with", "/login/external"];

    private readonly RateLimitsOptions _options;
    private readonly bool _exemptLoopback;
    private readonly PartitionedRateLimiter<Bucket> _limiter;

    public RateLimits(IOptions<RateLimitsOptions> options, IHostEnvironment environment)
    {
        _options = options.Value;
        _exemptLoopback = _options.ExemptLoopback ?? environment.IsDevelopment();
        _limiter = PartitionedRateLimiter.Create<Bucket, Bucket>(bucket => RateLimitPartition.GetTokenBucketLimiter(bucket, static b => new TokenBucketRateLimiterOptions
        {
            TokenLimit = b.PerMinute,
            TokensPerPeriod = b.TokensPerPeriod,
            ReplenishmentPeriod = TimeSpan.FromMinutes((double)b.TokensPerPeriod / b.PerMinute),
            QueueLimit = 0,
            AutoReplenishment = true,
        }));
    }

    /// <summary>Whether this caller has no limits.</summary>
    public bool Exempts(HttpContext context) => !_options.Enabled || (_exemptLoopback && context.Connection.RemoteIpAddress is { } ip && IPAddress.IsLoopback(ip));

    /// <summary>Takes one request from the caller's bucket and writes the headers.</summary>
    /// <returns>Null when the request may go on.</returns>
    public Failure? Take(HttpContext context)
    {
        if (Exempts(context)) return null;
        var bucket = BucketOf(context);
        using var lease = _limiter.AttemptAcquire(bucket);
        var left = _limiter.GetStatistics(bucket)?.CurrentAvailablePermits ?? 0;
        var headers = context.Response.Headers;
        headers["RateLimit-Limit"] = bucket.PerMinute.ToString(CultureInfo.InvariantCulture);
        headers["RateLimit-Remaining"] = left.ToString(CultureInfo.InvariantCulture);
        headers["RateLimit-Reset"] = Math.Ceiling((bucket.PerMinute - left) * 60.0 / bucket.PerMinute).ToString(CultureInfo.InvariantCulture);
        if (lease.IsAcquired) return null;
        var wait = lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? Math.Max(1, (int)Math.Ceiling(after.TotalSeconds)) : 1;
        headers.RetryAfter = wait.ToString(CultureInfo.InvariantCulture);
        return new Failure(FailureCode.RateLimited, $"At most {bucket.PerMinute} requests a minute; come back in {wait} s.");
    }

    public void Dispose() => _limiter.Dispose();

    private Bucket BucketOf(HttpContext context)
    {
        if (ChecksPassword(context.Request)) return new Bucket("sign-in:" + AddressKeys.Of(context), _options.SignInPerMinute);
        return context.CallerId() is { } userId ? new Bucket(userId, _options.UserPerMinute) : new Bucket("ip:" + AddressKeys.Of(context), _options.AnonymousPerMinute);
    }

    /// <summary>Wherever a password is checked, guessing it is slow: also for somebody who holds a token already.</summary>
    private static bool ChecksPassword(HttpRequest request)
    {
        // As routing reads it: letters of either case, with or without a slash at the end.
        var path = request.Path.Value!.AsSpan().TrimEnd('/');
        if (request.Path.StartsWithSegments("/v1/auth")) return true;
        if (HttpMethods.IsDelete(request.Method)) return path.Equals("/v1/me", StringComparison.OrdinalIgnoreCase);
        if (!HttpMethods.IsPost(request.Method)) return false;
        foreach (var form in PasswordForms)
        {
            if (path.Equals(form, StringComparison.OrdinalIgnoreCase)) return true;
        }

        return false;
    }

    private readonly record struct Bucket(string Key, int PerMinute)
    {
        /// <summary>What comes back about each second; less often when that is not even one.</summary>
        public int TokensPerPeriod => Math.Max(1, PerMinute / 60);
    }
}

/// <summary>Refuses callers whose bucket is empty, before any work is done for them. Health checks and the site's files, which
/// cost nothing, are free.</summary>
public sealed class RateLimitMiddleware(RequestDelegate next, RateLimits limits)
{
    public Task InvokeAsync(HttpContext context) =>
        context.Request.Path.StartsWithSegments("/healthz") || context.Request.Path.StartsWithSegments("/assets") || limits.Take(context) is not { } failure ? next(context) : Problems.WriteAsync(context, failure);
}
