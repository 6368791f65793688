namespace PromptGrid.Projections.Audit;

/// <summary>What one pass found.</summary>
/// <param name="Counts">By kind; kinds without drift are missing.</param>
/// <param name="Found">The first of them, at most <see cref="FoundMax"/>.</param>
/// <param name="Rows">Rows that were looked at.</param>
/// <param name="Waiting">Things that could not be compared because they changed a moment ago and their projection has not
/// followed yet: no drift.</param>
public sealed record AuditReport(IReadOnlyDictionary<string, long> Counts, IReadOnlyList<Drift> Found, long Rows, long Waiting, TimeSpan Duration)
{
    public const int FoundMax = 1_000;

    public long Total => Counts.Values.Sum();
}
