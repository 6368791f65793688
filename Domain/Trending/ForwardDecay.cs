namespace PromptGrid.Domain.Trending;

/// <summary>
/// Exponential forward decay (Cormode, Shkapenyuk, Srivastava, Xu: "Forward Decay: A Practical Time Decay Model for
/// Streaming Systems", ICDE 2009): a signal of weight w at time t adds w·e^(λ(t − t0)), so that a sum never has to be
/// recomputed as time passes and sums of different items stay comparable. The sums grow without bound, so their natural
/// logarithm is kept: <c>score = ln Σ wᵢ·e^(λ(tᵢ − t0))</c>.
/// </summary>
/// <remarks>An item without signals has the score −∞ (<see cref="Empty"/>).</remarks>
public static class ForwardDecay
{
    public const double Empty = double.NegativeInfinity;

    /// <summary>t0. Fixed for ever: stored scores depend on it.</summary>
    public static readonly DateTimeOffset Landmark = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>λ in 1/s: ln 2 / half-life.</summary>
    public static double Lambda(TrendingWindow window) => Math.Log(2) / window.HalfLife().TotalSeconds;

    /// <summary>ln of one signal's term. Times before the landmark are fine.</summary>
    public static double Term(TrendingWindow window, double weight, DateTimeOffset at) =>
        Math.Log(weight) + Lambda(window) * (at - Landmark).TotalSeconds;

    /// <summary>The score with one more term: ln(e^score + e^term), without overflow.</summary>
    public static double Add(double score, double term)
    {
        if (score == Empty) return term;
        if (term == Empty) return score;
        var (high, low) = score > term ? (score, term) : (term, score);
        return high + double.LogP1(Math.Exp(low - high));
    }

    /// <summary>The score without a term that was added before: ln(e^score − e^term). What rounding leaves of an equal
    /// term is nothing.</summary>
    public static double Subtract(double score, double term)
    {
        if (score == Empty || term == Empty) return score;
        var share = Math.Exp(term - score);
        return share >= 1 - 1e-9 ? Empty : score + double.LogP1(-share);
    }

    /// <summary>What a score is worth at a moment: the decayed sum of weights, 0 for an empty score.</summary>
    public static double ValueAt(TrendingWindow window, double score, DateTimeOffset now) =>
        score == Empty ? 0 : Math.Exp(score - Lambda(window) * (now - Landmark).TotalSeconds);
}

/// <summary>What each signal weighs.</summary>
public static class TrendingWeights
{
    public const double Like = 1;
    public const double Save = 2;
    public const double Fork = 4;
    public const double Comment = 1;
    public const double Use = 0.2;
}
