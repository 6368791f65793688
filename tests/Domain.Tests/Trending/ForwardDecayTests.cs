using PromptGrid.Domain.Tests.Common;
using PromptGrid.Domain.Trending;

namespace PromptGrid.Domain.Tests.Trending;

public sealed class ForwardDecayTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);

    public static TheoryData<TrendingWindow> Windows() => [.. TrendingWindows.All];

    [Fact]
    public void The_landmark_half_lives_and_weights_are_fixed_for_ever()
    {
        Assert.Equal(new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero), ForwardDecay.Landmark);
        Assert.Equal([TimeSpan.FromHours(1), TimeSpan.FromDays(1), TimeSpan.FromDays(7), TimeSpan.FromDays(30)], TrendingWindows.All.Select(w => w.HalfLife()));
        Assert.Equal((1.0, 2.0, 4.0, 1.0, 0.2), (TrendingWeights.Like, TrendingWeights.Save, TrendingWeights.Fork, TrendingWeights.Comment, TrendingWeights.Use));
    }

    [Theory]
    [InlineData(1, 0, 0.0)]
    [InlineData(1, 1, 0.6931471805599453)]
    [InlineData(1, 10, 6.931471805599453)]
    [InlineData(4, 0, 1.3862943611198906)]
    [InlineData(0.2, 2, -0.22314355131420985)]
    [InlineData(1, -1, -0.6931471805599453)]
    public void A_term_is_the_logarithm_of_the_weight_grown_since_the_landmark(double weight, int halfLives, double term)
    {
        foreach (var window in TrendingWindows.All)
        {
            Assert.Equal(term, ForwardDecay.Term(window, weight, ForwardDecay.Landmark + halfLives * window.HalfLife()), 12);
        }
    }

    [Theory]
    [InlineData(0, 1.0)]
    [InlineData(1, 0.5)]
    [InlineData(2, 0.25)]
    [InlineData(10, 0.0009765625)]
    public void A_like_halves_with_each_half_life(int halfLives, double value)
    {
        foreach (var window in TrendingWindows.All)
        {
            var score = ForwardDecay.Add(ForwardDecay.Empty, ForwardDecay.Term(window, TrendingWeights.Like, Now));
            Assert.Equal(1, ForwardDecay.ValueAt(window, score, Now + halfLives * window.HalfLife()) / value, 9);
        }
    }

    [Fact]
    public void Signals_of_one_moment_add_up_to_their_weights()
    {
        var score = ForwardDecay.Empty;
        foreach (var weight in new[] { TrendingWeights.Like, TrendingWeights.Save, TrendingWeights.Fork, TrendingWeights.Comment, TrendingWeights.Use })
        {
            score = ForwardDecay.Add(score, ForwardDecay.Term(TrendingWindow.Day, weight, Now));
        }

        Assert.Equal(8.2, ForwardDecay.ValueAt(TrendingWindow.Day, score, Now), 9);
        Assert.Equal(4.1, ForwardDecay.ValueAt(TrendingWindow.Day, score, Now.AddDays(1)), 9);
    }

    [Theory]
    [MemberData(nameof(Windows))]
    public void A_score_is_the_sum_of_its_decayed_weights(TrendingWindow window) => Seeded.Runs(200, random =>
    {
        var signals = Signals(random, window, random.Next(1, 60)).ToList();
        var score = signals.Aggregate(ForwardDecay.Empty, (s, signal) => ForwardDecay.Add(s, ForwardDecay.Term(window, signal.Weight, signal.At)));
        var sum = signals.Sum(s => s.Weight * Math.Pow(2, -((Now - s.At) / window.HalfLife())));
        Assert.Equal(1, ForwardDecay.ValueAt(window, score, Now) / sum, 9);
    });

    [Theory]
    [MemberData(nameof(Windows))]
    public void What_is_subtracted_was_never_added_whatever_the_order(TrendingWindow window) => Seeded.Runs(200, random =>
    {
        var kept = Signals(random, window, random.Next(1, 30)).ToList();
        var undone = Signals(random, window, random.Next(1, 30)).ToList();
        var score = ForwardDecay.Empty;
        var open = new List<(double Weight, DateTimeOffset At)>();
        var steps = kept.Concat(undone).ToArray();
        random.Shuffle(steps);
        foreach (var signal in steps)
        {
            score = ForwardDecay.Add(score, ForwardDecay.Term(window, signal.Weight, signal.At));
            if (undone.Contains(signal)) open.Add(signal);
            if (open.Count > 0 && random.Next(2) == 0) Undo(random.Next(open.Count));
        }

        while (open.Count > 0) Undo(random.Next(open.Count));
        var expected = kept.Sum(s => s.Weight * Math.Pow(2, -((Now - s.At) / window.HalfLife())));
        var all = steps.Sum(s => s.Weight * Math.Pow(2, -((Now - s.At) / window.HalfLife())));
        // What is lost in rounding is a part of the largest value the score ever had.
        Assert.True(Math.Abs(ForwardDecay.ValueAt(window, score, Now) - expected) <= 1e-9 * all, $"{ForwardDecay.ValueAt(window, score, Now)} should be {expected}");

        void Undo(int at)
        {
            score = ForwardDecay.Subtract(score, ForwardDecay.Term(window, open[at].Weight, open[at].At));
            open.RemoveAt(at);
        }
    });

    [Fact]
    public void Without_signals_a_score_is_empty_and_worth_nothing()
    {
        Assert.Equal(double.NegativeInfinity, ForwardDecay.Empty);
        Assert.Equal(0, ForwardDecay.ValueAt(TrendingWindow.Hour, ForwardDecay.Empty, Now));
        Assert.Equal(3.5, ForwardDecay.Add(ForwardDecay.Empty, 3.5));
        Assert.Equal(3.5, ForwardDecay.Add(3.5, ForwardDecay.Empty));
        Assert.Equal(3.5, ForwardDecay.Subtract(3.5, ForwardDecay.Empty));
        Assert.Equal(ForwardDecay.Empty, ForwardDecay.Add(ForwardDecay.Empty, ForwardDecay.Empty));
        Assert.Equal(ForwardDecay.Empty, ForwardDecay.Subtract(ForwardDecay.Empty, 3.5));
        Assert.Equal(ForwardDecay.Empty, ForwardDecay.Subtract(3.5, 3.5));
        Assert.Equal(ForwardDecay.Empty, ForwardDecay.Subtract(3.5, 4));
    }

    [Theory]
    [InlineData(0.5, 0.5)]
    [InlineData(1e-3, 1e-3)]
    [InlineData(1e-8, 1e-8)]
    [InlineData(1e-10, 0)]
    public void What_remains_counts_down_to_a_billionth_of_what_there_was(double remaining, double value)
    {
        var score = ForwardDecay.Add(0, Math.Log(remaining));
        Assert.Equal(value, Math.Exp(ForwardDecay.Subtract(score, 0)), 1e-14);
    }

    [Theory]
    [MemberData(nameof(Windows))]
    public void The_order_of_two_prompts_never_changes_while_no_signals_arrive(TrendingWindow window) => Seeded.Runs(200, random =>
    {
        var scores = Enumerable.Range(0, 20).Select(_ => Signals(random, window, random.Next(1, 6))
            .Aggregate(ForwardDecay.Empty, (s, signal) => ForwardDecay.Add(s, ForwardDecay.Term(window, signal.Weight, signal.At)))).ToList();
        scores.Sort();
        foreach (var later in new[] { TimeSpan.Zero, window.HalfLife() / 3, window.HalfLife() * 5, window.HalfLife() * 100 })
        {
            var values = scores.Select(s => ForwardDecay.ValueAt(window, s, Now + later)).ToList();
            Assert.Equal(values.Order(), values);
            Assert.True(values[^1] > 0);
        }
    });

    [Fact]
    public void A_newer_like_ranks_higher_and_two_likes_equal_one_of_a_half_life_later()
    {
        var old = ForwardDecay.Term(TrendingWindow.Day, 1, Now);
        Assert.True(ForwardDecay.Term(TrendingWindow.Day, 1, Now.AddMilliseconds(1)) > old);
        Assert.Equal(ForwardDecay.Add(old, old), ForwardDecay.Term(TrendingWindow.Day, 1, Now.AddDays(1)), 9);
    }

    [Fact]
    public void Thirty_years_after_the_landmark_the_hour_is_still_exact()
    {
        var at = ForwardDecay.Landmark.AddYears(30);
        var score = ForwardDecay.Add(ForwardDecay.Term(TrendingWindow.Hour, 1, at), ForwardDecay.Term(TrendingWindow.Hour, 2, at.AddHours(-1)));
        Assert.Equal(2, ForwardDecay.ValueAt(TrendingWindow.Hour, score, at), 9);
    }

    private static IEnumerable<(double Weight, DateTimeOffset At)> Signals(Random random, TrendingWindow window, int count)
    {
        double[] weights = [TrendingWeights.Like, TrendingWeights.Save, TrendingWeights.Fork, TrendingWeights.Use];
        return Enumerable.Range(0, count).Select(_ => (weights[random.Next(weights.Length)], Now - window.HalfLife() * (random.NextDouble() * 12))).ToList();
    }
}
