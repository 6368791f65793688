namespace PromptGrid.Testing.Load;

/// <summary>What a load showed.</summary>
public sealed class LoadResult(TimeSpan duration, IReadOnlyDictionary<int, long> statuses, double[] acceptedMs, long broken)
{
    /// <summary>Answers by status.</summary>
    public IReadOnlyDictionary<int, long> Statuses => statuses;

    /// <summary>Connections that broke or were refused.</summary>
    public long Broken => broken;

    /// <summary>Answers with 2xx.</summary>
    public long Accepted => acceptedMs.Length;

    public double AcceptedPerSecond => acceptedMs.Length / duration.TotalSeconds;

    public double RefusedPerSecond => statuses.Where(s => s.Key is 429 or 503).Sum(s => s.Value) / duration.TotalSeconds;

    /// <summary>Milliseconds within which this share of the accepted requests was answered, from the moment each was sent.</summary>
    public double AcceptedMs(double share)
    {
        if (acceptedMs.Length == 0) return double.NaN;
        return acceptedMs[(int)Math.Min(acceptedMs.Length - 1, acceptedMs.Length * share)];
    }
}
