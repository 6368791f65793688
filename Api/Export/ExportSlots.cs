using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using PromptGrid.Api.Http;
using PromptGrid.Api.Limits;

namespace PromptGrid.Api.Export;

/// <summary>
/// Who may export now: so many at once on this node, few of them one user's, and each user so often. An export reads
/// everything there is of somebody, however little its reader takes of it. Thread-safe.
/// </summary>
public sealed class ExportSlots : IDisposable
{
    private const string SecondsUntilOneEnds = "30";

    private readonly ExportOptions _options;
    private readonly PartitionedRateLimiter<string> _begun;
    private readonly Dictionary<string, int> _running = new(StringComparer.Ordinal);
    private int _runningInAll;

    public ExportSlots(IOptions<ExportOptions> options)
    {
        _options = options.Value;
        _begun = PartitionedRateLimiter.Create<string, string>(caller => RateLimitPartition.GetTokenBucketLimiter(caller, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = _options.PerHour,
            TokensPerPeriod = 1,
            ReplenishmentPeriod = TimeSpan.FromHours(1.0 / _options.PerHour),
            QueueLimit = 0,
            AutoReplenishment = true,
        }));
    }

    /// <summary>Takes a slot for the caller; disposing what is answered gives it back.</summary>
    /// <returns>The slot, or why there is none; then <c>Retry-After</c> is set.</returns>
    public Result<IDisposable> Take(HttpContext context)
    {
        var caller = context.CallerId() ?? "ip:" + AddressKeys.Of(context);
        lock (_running)
        {
            var own = _running.GetValueOrDefault(caller);
            if (own >= _options.AtOncePerUserMax) return Refuse(context, FailureCode.RateLimited, SecondsUntilOneEnds, $"{own} exports of yours are running; wait until one has ended.");
            if (_runningInAll >= _options.AtOnceMax) return Refuse(context, FailureCode.Overloaded, SecondsUntilOneEnds, "Too many exports are running; try again in a minute.");
            using var lease = _begun.AttemptAcquire(caller);
            if (!lease.IsAcquired)
            {
                return Refuse(context, FailureCode.RateLimited, Math.Ceiling(3_600.0 / _options.PerHour).ToString(CultureInfo.InvariantCulture), $"At most {_options.PerHour} exports an hour.");
            }

            _running[caller] = own + 1;
            _runningInAll++;
        }

        return new Slot(this, caller);
    }

    public void Dispose() => _begun.Dispose();

    private static Failure Refuse(HttpContext context, FailureCode code, string seconds, string detail)
    {
        context.Response.Headers.RetryAfter = seconds;
        return new Failure(code, detail);
    }

    private void GiveBack(string caller)
    {
        lock (_running)
        {
            _runningInAll--;
            if (_running[caller] == 1) _running.Remove(caller);
            else _running[caller]--;
        }
    }

    private sealed class Slot(ExportSlots slots, string caller) : IDisposable
    {
        private bool _isGivenBack;

        public void Dispose()
        {
            if (!_isGivenBack) slots.GiveBack(caller);
            _isGivenBack = true;
        }
    }
}
