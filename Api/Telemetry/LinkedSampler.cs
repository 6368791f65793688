using System.Diagnostics;
using OpenTelemetry.Trace;

namespace PromptGrid.Api.Telemetry;

/// <summary>
/// Samples a share of all requests, follows the caller's decision, and keeps a batch that any sampled caller is part of: a
/// trace that was chosen is followed through the commit and the projections it shares with others. A batch without one is
/// left out, and so is everything that nobody asked for.
/// </summary>
internal sealed class LinkedSampler(double share) : Sampler
{
    private readonly TraceIdRatioBasedSampler _share = new(share);

    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters)
    {
        var parent = samplingParameters.ParentContext;
        if (parent.TraceId != default) return Decide((parent.TraceFlags & ActivityTraceFlags.Recorded) != 0);
        if (samplingParameters.Kind == ActivityKind.Server) return _share.ShouldSample(samplingParameters);
        foreach (var link in samplingParameters.Links ?? [])
        {
            if ((link.Context.TraceFlags & ActivityTraceFlags.Recorded) != 0) return Decide(true);
        }

        return Decide(false);
    }

    private static SamplingResult Decide(bool isSampled) => new(isSampled ? SamplingDecision.RecordAndSample : SamplingDecision.Drop);
}
