using Microsoft.Extensions.Options;
using PromptGrid.Api.Limits;

namespace PromptGrid.Api.Moderation;

/// <summary>How fast one user may report. Per node.</summary>
public sealed class ReportLimits(IOptions<ModerationOptions> options, TimeProvider time)
{
    private readonly int _perHour = options.Value.ReportsPerHour;
    private readonly ActorBuckets _buckets = new(time, options.Value.ReportsPerHour, TimeSpan.FromHours(1));

    /// <summary>Takes one report from the user's bucket; writes <c>Retry-After</c> when it is empty.</summary>
    /// <returns>Null when the report may go on.</returns>
    public Failure? Take(HttpContext context, string userId) =>
        _buckets.Take(userId) is var wait && wait > TimeSpan.Zero ? TooFast.Refuse(context, wait, $"{_perHour} reports an hour") : null;

    /// <summary>Gives back what was taken for a report that was refused or had been made before.</summary>
    public void GiveBack(string userId) => _buckets.GiveBack(userId);
}
