namespace PromptGrid.Domain.Trending;

/// <summary>A prompt's scores in all windows, and how many signals stand behind them.</summary>
/// <param name="Signals">Signals added minus signals taken back. At 0 the scores are empty whatever rounding left.</param>
public readonly record struct TrendingScores(double Hour, double Day, double Week, double Month, long Signals)
{
    public static readonly TrendingScores None = new(ForwardDecay.Empty, ForwardDecay.Empty, ForwardDecay.Empty, ForwardDecay.Empty, 0);

    public double this[TrendingWindow window] => window switch
    {
        TrendingWindow.Hour => Hour,
        TrendingWindow.Day => Day,
        TrendingWindow.Week => Week,
        TrendingWindow.Month => Month,
        _ => throw new ArgumentOutOfRangeException(nameof(window)),
    };

    /// <summary>Adds <paramref name="count"/> signals of one weight that happened at one time.</summary>
    public TrendingScores Add(double weight, long count, DateTimeOffset at) =>
        count <= 0 ? this : Map((window, score) => ForwardDecay.Add(score, ForwardDecay.Term(window, weight * count, at)), Signals + count);

    /// <summary>Takes back one signal that was added at <paramref name="addedAt"/>.</summary>
    public TrendingScores Subtract(double weight, DateTimeOffset addedAt) =>
        Signals <= 1 ? None : Map((window, score) => ForwardDecay.Subtract(score, ForwardDecay.Term(window, weight, addedAt)), Signals - 1);

    private TrendingScores Map(Func<TrendingWindow, double, double> change, long signals) => new(
        change(TrendingWindow.Hour, Hour),
        change(TrendingWindow.Day, Day),
        change(TrendingWindow.Week, Week),
        change(TrendingWindow.Month, Month),
        signals);
}
