using PromptGrid.Domain.Common;
using PromptGrid.Domain.Prompts;
using PromptGrid.Domain.Trending;
using PromptGrid.Ledger;

namespace PromptGrid.Projections.Audit;

/// <summary>What the events of one prompt add up to.</summary>
internal sealed class SignalSums
{
    // Where a difference this small relative to the sum is left, ForwardDecay.Subtract calls it nothing; both sides may.
    private const double CutOff = 4e-9;

    private const double RoundingUnit = 1.1102230246251565e-16;

    private readonly double[] _peaks = [ForwardDecay.Empty, ForwardDecay.Empty, ForwardDecay.Empty, ForwardDecay.Empty];
    private long _steps;

    public long Likes { get; private set; }

    public long Saves { get; private set; }

    public long Forks { get; private set; }

    public long Comments { get; private set; }

    public TrendingScores Scores { get; private set; } = TrendingScores.None;

    /// <summary>True once anything was added or taken back that boards rank by.</summary>
    public bool HasSignals { get; private set; }

    /// <summary>Set when the store was seen to have it.</summary>
    public bool IsSeen { get; set; }

    public long this[string counter] => counter switch
    {
        PromptCounters.Likes => Likes,
        PromptCounters.Saves => Saves,
        PromptCounters.Forks => Forks,
        PromptCounters.Comments => Comments,
        _ => throw new ArgumentOutOfRangeException(nameof(counter)),
    };

    public static bool Concerns(string eventName) =>
        eventName is PromptEventNames.LikesChanged or PromptEventNames.SavesChanged or PromptEventNames.ForksChanged or PromptEventNames.CommentsChanged or PromptEventNames.Used;

    public void Count(LedgerEvent e)
    {
        if (e.Name == PromptEventNames.Used || ReadEdges(e) is not { } edges) return;
        var change = edges.Added.Length - edges.Removed.Length;
        if (e.Name == PromptEventNames.LikesChanged) Likes += change;
        else if (e.Name == PromptEventNames.SavesChanged) Saves += change;
        else if (e.Name == PromptEventNames.ForksChanged) Forks += change;
        else Comments += change;
    }

    /// <summary>Adds to the scores as <see cref="Trending.TrendingProjection"/> does.</summary>
    public void Score(LedgerEvent e)
    {
        if (e.Name == PromptEventNames.Used)
        {
            if (Stored.Read(e, DomainJson.Stored.PromptUsed) is not { } used) return;
            HasSignals = true;
            Step(Scores.Add(TrendingWeights.Use, used.Copies + used.Runs, e.At));
            return;
        }

        var weight = e.Name switch
        {
            PromptEventNames.LikesChanged => TrendingWeights.Like,
            PromptEventNames.SavesChanged => TrendingWeights.Save,
            PromptEventNames.ForksChanged => TrendingWeights.Fork,
            _ => TrendingWeights.Comment,
        };
        if (ReadEdges(e) is not { } edges) return;
        HasSignals = true;
        Step(Scores.Add(weight, edges.AddedUnmarked, e.At));
        foreach (var removed in edges.Removed.Where(r => !r.Marked)) Step(Scores.Subtract(weight, Microseconds.ToTime(removed.AddedAt)));
    }

    /// <summary>
    /// Whether scores are these, as far as floating-point sums can be. The number of signals is compared exactly.
    /// </summary>
    /// <remarks>
    /// The projection adds in batches, this one event by event: the order of a few additions differs, and each rounds. A
    /// score s is a logarithm of some ten thousand, so that one rounding changes the sum behind it by the factor 1 ± |s|·ε.
    /// Taking back a large part cancels digits, but never leaves an error above that of the largest sum there was. So the
    /// sums, not their logarithms, may differ by that many roundings of the largest sum.
    /// </remarks>
    public bool Matches(TrendingScores other)
    {
        if (other.Signals != Scores.Signals) return false;
        foreach (var window in TrendingWindows.All)
        {
            var (a, b, peak) = (Scores[window], other[window], _peaks[(int)window]);
            if (a == b) continue;
            // Said so that what is not a number does not match either.
            var tolerance = (_steps * 4 * Math.Abs(peak) * RoundingUnit) + CutOff;
            if (peak == ForwardDecay.Empty || !(Math.Abs(Math.Exp(a - peak) - Math.Exp(b - peak)) <= tolerance)) return false;
        }

        return true;
    }

    private static EdgesChanged? ReadEdges(LedgerEvent e) => Stored.Read(e, LedgerJson.Default.EdgesChanged);

    private void Step(TrendingScores next)
    {
        Scores = next;
        _steps++;
        foreach (var window in TrendingWindows.All) _peaks[(int)window] = Math.Max(_peaks[(int)window], next[window]);
    }
}
