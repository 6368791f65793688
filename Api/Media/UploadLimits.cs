using Microsoft.Extensions.Options;
using PromptGrid.Api.Limits;

namespace PromptGrid.Api.Media;

/// <summary>How fast one user may upload. Per node.</summary>
public sealed class UploadLimits(IOptions<MediaOptions> options, TimeProvider time)
{
    private readonly int _perMinute = options.Value.UploadsPerMinute;
    private readonly ActorBuckets _buckets = new(time, options.Value.UploadsPerMinute, TimeSpan.FromMinutes(1));

    /// <summary>Takes one upload from the user's bucket; writes <c>Retry-After</c> when it is empty.</summary>
    /// <returns>Null when the upload may go on.</returns>
    public Failure? Take(HttpContext context, string userId) =>
        _buckets.Take(userId) is var wait && wait > TimeSpan.Zero ? TooFast.Refuse(context, wait, $"{_perMinute} uploads a minute") : null;
}
